-- Raises ZA001, the same for whatever is wrong.

create or replace function access.authenticate(p_credential jsonb)
  returns access.principals
  language plpgsql
  stable
as $$
declare
  v_principal access.principals := access.find_principal(p_credential);
begin
  if v_principal.id is null then
    raise exception using errcode = 'ZA001', message = 'Not authenticated';
  end if;
  return v_principal;
end
$$;

comment on function access.authenticate(jsonb) is
  'Private: the principal that a credential speaks for; raises when it speaks for none.';
