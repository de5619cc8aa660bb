-- Does all that a chain can do now, forward or with its undoing; nothing to one that has ended, or is held.
-- Raises SG030. Locks: chain.load_work. Writes: chain.save_work.

create or replace function chain.advance(
  p_company_id uuid,
  p_chain_id uuid,
  p_actor uuid default access.system_principal()
)
  returns chain.chains
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
begin
  return chain.go_on(p_company_id, p_chain_id, p_actor);
end
$$;

comment on function chain.advance(uuid, uuid, uuid) is 'Does all that a chain can do now.';
