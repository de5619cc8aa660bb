-- The statement that calls an operation's function, for principals that hold its scope.
-- Raises ZA002, also for an operation that there is not.

create or replace function access.function_for(p_operation text, p_scopes text[])
  returns text
  language plpgsql
  stable
as $$
declare
  v_operation access.operations;
begin
  select o.* into v_operation from access.operations o where o.name = p_operation;
  if v_operation.name is null or not (v_operation.scope = any (p_scopes) or 'admin' = any (p_scopes)) then
    raise exception using
      errcode = 'ZA002',
      message = format('The scope %s is required', coalesce(v_operation.scope, p_operation));
  end if;
  return format('select %I.%I($1)', v_operation.schema, v_operation.function);
end
$$;

comment on function access.function_for(text, text[]) is
  'Private: how to call an operation that scopes allow.';
