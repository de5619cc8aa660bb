-- The principal of that name, made with these scopes and companies (null for all) and as the subject of an
-- issuer's tokens, if there is none.
-- Raises LG019 (name, scope, subject of another, a principal of that name has other rights), LG017 (company).
-- Writes: principals, and audit.log where it made one.

create or replace function access.ensure_principal(
  p_name text,
  p_scopes text[],
  p_companies uuid[] default null,
  p_issuer text default null,
  p_subject text default null,
  p_principal_id uuid default access.system_principal()
)
  returns access.principals
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
  v_principal access.principals;
begin
  if coalesce(btrim(p_name), '') = '' or p_name in ('system', 'bootstrap')
    or v_unknown is not null or coalesce(cardinality(p_scopes), 0) = 0
    or (p_issuer is null) <> (p_subject is null)
  then
    raise exception using
      errcode = 'LG019',
      message = coalesce(
        'Unknown scope: ' || v_unknown,
        'A principal has a scope, and a name that is not Holdfast''s own; issuer and subject go together');
  elsif v_stranger is not null or array_position(p_companies, null) is not null then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', v_stranger);
  end if;
  insert into access.principals (id, name, scopes, companies, issuer, subject, created_at)
  values (ledger.new_id(), p_name, p_scopes, p_companies, p_issuer, p_subject, audit.clock())
  on conflict do nothing
  returning * into v_principal;
  if found then
    perform audit.record(
      access.installation(), p_principal_id, 'access.ensure_principal', v_principal.id,
      jsonb_build_object(
        'name', p_name, 'scopes', p_scopes, 'companies', p_companies, 'issuer', p_issuer,
        'subject', p_subject));
    return v_principal;
  end if;
  select p.* into v_principal from access.principals p
  where p.name = p_name and p.scopes @> p_scopes and p.scopes <@ p_scopes
    and p.companies is not distinct from p_companies
    and (p_issuer is null or (p.issuer, p.subject) = (p_issuer, p_subject));
  if not found then
    raise exception using
      errcode = 'LG019',
      message = format(
        '%s has other scopes, companies or tokens, or another principal has its tokens', p_name);
  end if;
  return v_principal;
end
$$;

comment on function access.ensure_principal(text, text[], uuid[], text, text, uuid) is
  'Finds a principal by its name, or makes it.';
