-- The companies that the session's login may read: those of its principal in access.logins, none without one,
-- and none without the scope to read. By session_user, which no SET changes. Policies ask once a query.

create or replace function access.readable_companies()
  returns uuid[]
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_principal access.principals;
begin
  select p.* into v_principal
  from access.logins l
  join access.principals p on p.id = l.principal_id
  where l.login = session_user and p.status = 'active' and p.scopes && '{ledger:read,admin}'::text[];
  if v_principal.id is null then
    return array[]::uuid[];
  end if;
  return coalesce(
    v_principal.companies, array(select c.id from ledger.companies c) || access.installation());
end
$$;

comment on function access.readable_companies() is
  'The companies whose rows row-level security shows to the session''s login.';
