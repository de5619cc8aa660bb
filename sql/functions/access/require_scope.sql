-- Raises ZA002 when the scopes lack that of the operation, also for an operation that there is not.

create or replace function access.require_scope(p_operation text, p_scopes text[])
  returns void
  language plpgsql
  stable
as $$
declare
  v_scope text := (select o.scope from access.operations o where o.name = p_operation);
begin
  if not access.has_scope(p_scopes, v_scope) then
    raise exception using
      errcode = 'ZA002', message = format('The scope %s is required', coalesce(v_scope, p_operation));
  end if;
end
$$;

comment on function access.require_scope(text, text[]) is
  'Private: refuses an operation that the scopes do not allow.';
