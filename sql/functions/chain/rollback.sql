-- Undoes a chain; or some of its steps and what depends on them, and then the chain goes on without them.
-- What was rolled back before stays as it is.
-- Raises SG030, SG031, SG033, SG034; of a part, SG036, SG050, SG051 (chain.undo_work). Locks:
-- chain.load_work. Writes: chain.save_work.

create or replace function chain.rollback(
  p_company_id uuid,
  p_chain_id uuid,
  p_steps text[] default null,
  p_reason text default null,
  p_principal_id uuid default access.system_principal()
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
  return chain.go_back(p_company_id, p_chain_id, p_steps, p_reason, p_principal_id);
end
$$;

comment on function chain.rollback(uuid, uuid, text[], text, uuid) is
  'Undoes a chain, or some of its steps and what depends on them.';
