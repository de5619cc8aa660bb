-- Gives a principal another key; access.ensure_principal finds or makes it. The caller made the key and gives
-- its sha256 alone. Raises what that function does. Writes: principals, api_keys, audit.log.

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
  v_principal access.principals := access.ensure_principal(
    p_name, p_scopes, p_companies, p_principal_id => p_principal_id);
  v_key access.api_keys;
begin
  insert into access.api_keys (id, principal_id, hash, prefix, created_at, expires_at)
  values (ledger.new_id(), v_principal.id, p_hash, p_prefix, audit.clock(), p_expires_at)
  returning * into v_key;
  perform audit.record(
    access.installation(), p_principal_id, 'access.create_key', v_key.id,
    jsonb_build_object('name', p_name, 'prefix', p_prefix, 'expires_at', p_expires_at));
  return v_key;
end
$$;

comment on function access.create_key(text, bytea, text, text[], uuid[], timestamptz, uuid) is
  'Gives a principal another key; makes the principal if there is none of that name.';
