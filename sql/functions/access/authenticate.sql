-- The principal that a credential speaks for: {"key_hash": sha256 of the API key, hex}, or, of a JWT whose
-- signature and claims the service verified, {"issuer", "subject", "scopes"}: a token that names scopes
-- narrows the principal to them.
-- Raises ZA001, the same for whatever is wrong.

create or replace function access.authenticate(p_credential jsonb)
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
    where k.hash = decode(p_credential ->> 'key_hash', 'hex')
      and coalesce(k.revoked_at > audit.clock(), true) and coalesce(k.expires_at > audit.clock(), true);
  else
    select p.* into v_principal from access.principals p
    where p.issuer = p_credential ->> 'issuer' and p.subject = p_credential ->> 'subject';
    if jsonb_typeof(p_credential -> 'scopes') = 'array' then
      v_scopes := array(select jsonb_array_elements_text(p_credential -> 'scopes'));
      v_principal.scopes := array(
        select s from unnest(v_scopes) s
        where s = any (v_principal.scopes) or 'admin' = any (v_principal.scopes));
    end if;
  end if;
  if v_principal.status is distinct from 'active' then
    raise exception using errcode = 'ZA001', message = 'Not authenticated';
  end if;
  return v_principal;
end
$$;

comment on function access.authenticate(jsonb) is 'Private: the principal that a credential speaks for.';
