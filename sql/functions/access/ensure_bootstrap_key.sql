-- Makes the key of HOLDFAST_BOOTSTRAP_KEY good, an admin's of all companies, for development; and no other
-- of its name. Null: none is. Services that start at once come one after the other.
-- Writes: principals, api_keys, audit.log, where something changes.

create or replace function access.ensure_bootstrap_key(p_hash bytea)
  returns void
  language plpgsql
as $$
declare
  v_principal_id uuid;
  v_changed integer;
begin
  perform pg_advisory_xact_lock(hashtext('access.ensure_bootstrap_key'), 0);
  insert into access.principals (id, name, scopes, created_at)
  values (ledger.new_id(), 'bootstrap', '{admin}', audit.clock())
  on conflict (name) do nothing;
  v_principal_id := (select p.id from access.principals p where p.name = 'bootstrap');

  update access.api_keys k
  set revoked_at = case when k.hash = p_hash then null else audit.clock() end
  where k.principal_id = v_principal_id
    and (k.revoked_at is null) is distinct from coalesce(k.hash = p_hash, false);
  get diagnostics v_changed = row_count;
  insert into access.api_keys (id, principal_id, hash, prefix, created_at)
  select ledger.new_id(), v_principal_id, p_hash, 'bootstrap', audit.clock()
  where p_hash is not null
  on conflict (hash) do nothing;
  if found or v_changed > 0 then
    perform audit.record(
      access.installation(), access.system_principal(), 'access.ensure_bootstrap_key', v_principal_id,
      jsonb_build_object('is_given', p_hash is not null));
  end if;
end
$$;

comment on function access.ensure_bootstrap_key(bytea) is
  'Accepts one bootstrap key, and no other.';
