create or replace function access.call_operation(p_operation text, p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_operation access.operations;
  v_body jsonb;
begin
  select o.* into strict v_operation from access.operations o where o.name = p_operation;
  execute format('select %I.%I($1)', v_operation.schema, v_operation.function) into v_body using p_call;
  return v_body;
end
$$;

comment on function access.call_operation(text, access.call) is
  'Private: does what is asked for; returns the response.';
