-- A request's body with what its definition says: the definition's steps, and what the request does not say
-- itself. Without a version, the newest; a company's own definitions go before everybody's.
-- Raises LG001, LG002, SG040 (no such definition).

create or replace function chain.complete_body(p_company_id uuid, p_body jsonb)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_definition chain.definitions;
begin
  perform ledger.require_body(p_body, case when p_body ->> 'definition' is null
    then '{"input": "object", "steps": "array!", "liens": "array", "settlement": "string",
          "on_failure": "string", "deadline": "string", "priority": "number", "metadata": "object"}'::jsonb
    else '{"definition": "string!", "version": "number", "input": "object", "settlement": "string",
          "on_failure": "string", "deadline": "string", "priority": "number", "metadata": "object"}' end);
  if p_body ->> 'definition' is null then
    return p_body;
  end if;
  select d.* into v_definition from chain.definitions d
  where d.company_id in (p_company_id, access.installation()) and d.name = p_body ->> 'definition'
    and d.version = coalesce((p_body ->> 'version')::numeric, d.version)
  order by d.company_id <> p_company_id, d.version desc
  limit 1;
  if v_definition.name is null then
    raise exception using
      errcode = 'SG040', message = format('Definition not found: %s', p_body ->> 'definition');
  end if;
  perform ledger.require_body(coalesce(nullif(p_body -> 'input', 'null'), '{}'), v_definition.input_schema);
  return v_definition.body || jsonb_strip_nulls(p_body)
    || jsonb_build_object('version', v_definition.version);
end
$$;

comment on function chain.complete_body(uuid, jsonb) is
  'Private: the body of a request for a chain with what its definition says.';
