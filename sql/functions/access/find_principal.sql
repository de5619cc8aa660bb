-- The principal that a credential speaks for: {"key_hash": sha256 of the API key, hex}, or, of a JWT whose
-- signature and claims the service verified, {"issuer", "subject", "scopes"}: a token that names scopes
-- narrows the principal to them.
-- Nothing but nulls where anything is wrong.

create or replace function access.find_principal(p_credential jsonb)
  returns access.principals
  language plpgsql
  stable
as $$
declare
  v_principal access.principals;
  v_scopes text[];
begin
  if p_credential ? 'key_hash' then
    select p.* into v_principal
    from access.api_keys k
    join access.principals p on p.id = k.principal_id
    where k.hash = case when p_credential ->> 'key_hash' ~ '^[0-9a-f]{64}$'
        then decode(p_credential ->> 'key_hash', 'hex') end
      and coalesce(k.revoked_at > audit.clock(), true) and coalesce(k.expires_at > audit.clock(), true);
  else
    select p.* into v_principal from access.principals p
    where p.issuer = p_credential ->> 'issuer' and p.subject = p_credential ->> 'subject';
    if jsonb_typeof(p_credential -> 'scopes') not in ('array', 'null') then
      return null;
    elsif jsonb_typeof(p_credential -> 'scopes') = 'array' then
      v_scopes := array(select jsonb_array_elements_text(p_credential -> 'scopes'));
      v_principal.scopes := array(
        select s from unnest(v_scopes) s
        where s = any (v_principal.scopes) or 'admin' = any (v_principal.scopes));
    end if;
  end if;
  if v_principal.status <> 'active' then
    return null;
  end if;
  return v_principal;
end
$$;

comment on function access.find_principal(jsonb) is 'Private: the principal that a credential speaks for.';
