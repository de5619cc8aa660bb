-- Makes the key of HOLDFAST_BOOTSTRAP_KEY good, an admin's of all companies, for development; and no other
-- of its name. Null: none is. Writes: principals, api_keys, audit.log, where something changes.

create or replace function access.ensure_bootstrap_key(p_hash bytea)
  returns void
  language plpgsql
as $$
begin
  update access.api_keys k
  set revoked_at = audit.clock()
  from access.principals p
  where p.id = k.principal_id and p.name = 'bootstrap' and k.revoked_at is null
    and k.hash is distinct from p_hash;
  update access.api_keys k set revoked_at = null where k.hash = p_hash;
  if not found and p_hash is not null then
    perform access.create_key('bootstrap', p_hash, 'bootstrap', '{admin}');
  end if;
end
$$;

comment on function access.ensure_bootstrap_key(bytea) is
  'Accepts one bootstrap key, and no other.';
