-- Disables a principal, whose keys, tokens and logins are then refused, or lets it act again.
-- Raises ZA004 (there is none of that name, or it is Holdfast's own), LG019 (status).
-- Writes: principals, audit.log.

create or replace function access.set_principal_status(
  p_name text,
  p_status text,
  p_principal_id uuid default access.system_principal()
)
  returns access.principals
  language plpgsql
as $$
declare
  v_principal access.principals;
begin
  if p_status is null or p_status not in ('active', 'disabled') then
    raise exception using errcode = 'LG019', message = format('Unknown status: %s', p_status);
  end if;
  update access.principals p
  set status = p_status
  where p.name = p_name and p.name <> 'system'
  returning * into v_principal;
  if not found then
    raise exception using
      errcode = 'ZA004', message = format('There is no principal of that name: %s', p_name);
  end if;
  perform audit.record(
    access.installation(), p_principal_id, 'access.set_principal_status', v_principal.id,
    jsonb_build_object('name', p_name, 'status', p_status));
  return v_principal;
end
$$;

comment on function access.set_principal_status(text, text, uuid) is
  'Disables a principal, or lets it act again.';
