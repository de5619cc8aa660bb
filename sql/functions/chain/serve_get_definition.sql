-- Params: {"name", "version"?: the newest without one}. Returns chain.definition_as_json. Raises SG040.

create or replace function chain.serve_get_definition(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_definition chain.definitions;
begin
  select d.* into v_definition
  from chain.find_definitions(
    p_call.company_id, p_call.params ->> 'name', (p_call.params ->> 'version')::integer, null, 1) d;
  if v_definition.name is null then
    raise exception using
      errcode = 'SG040', message = format('Definition not found: %s', p_call.params ->> 'name');
  end if;
  return chain.definition_as_json(v_definition);
end
$$;

comment on function chain.serve_get_definition(access.call) is
  'Serves GET chain-definitions/{name}.';
