-- Gives a principal another key, and makes the principal, with these scopes and companies (null for all), if
-- there is none of that name. The caller made the key and gives its sha256 alone.
-- Raises LG019 (name, scope, a principal of that name has other ones), LG017 (company).
-- Writes: principals, api_keys, audit.log.

create or replace function access.create_key(
  p_name text,
  p_hash bytea,
  p_prefix text,
  p_scopes text[],
  p_companies uuid[] default null,
  p_expires_at timestamptz default null,
  p_principal_id uuid default access.system_principal()
)
  returns access.api_keys
  language plpgsql
as $$
declare
  v_unknown text := (
    select s from unnest(p_scopes) s
    where s <> 'admin' and s not in (select o.scope from access.operations o)
    limit 1);
  v_stranger uuid := (
    select c from unnest(p_companies) c
    where c is null or c not in (select x.id from ledger.companies x)
    limit 1);
  v_key access.api_keys;
begin
  if coalesce(btrim(p_name), '') = '' or p_name in ('system', 'bootstrap')
    or v_unknown is not null or coalesce(cardinality(p_scopes), 0) = 0
  then
    raise exception using
      errcode = 'LG019',
      message = coalesce(
        'Unknown scope: ' || v_unknown, 'A key has a scope, and a name that is not Holdfast''s own');
  elsif v_stranger is not null or array_position(p_companies, null) is not null then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', v_stranger);
  end if;
  insert into access.principals (id, name, scopes, companies, created_at)
  values (ledger.new_id(), p_name, p_scopes, p_companies, audit.clock())
  on conflict (name) do nothing;
  if not exists (
    select from access.principals p
    where p.name = p_name and p.scopes @> p_scopes and p.scopes <@ p_scopes
      and p.companies is not distinct from p_companies)
  then
    raise exception using
      errcode = 'LG019', message = format('%s has other scopes or companies', p_name);
  end if;
  insert into access.api_keys (id, principal_id, hash, prefix, created_at, expires_at)
  select ledger.new_id(), p.id, p_hash, p_prefix, audit.clock(), p_expires_at
  from access.principals p
  where p.name = p_name
  returning * into v_key;
  perform audit.record(
    access.installation(), p_principal_id, 'access.create_key', v_key.id,
    jsonb_build_object('name', p_name, 'prefix', p_prefix, 'scopes', p_scopes, 'companies', p_companies));
  return v_key;
end
$$;

comment on function access.create_key(text, bytea, text, text[], uuid[], timestamptz, uuid) is
  'Gives a principal another key; makes the principal if there is none of that name.';
