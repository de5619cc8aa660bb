-- Gives back what a lien of a chain holds, or a part of it (null: all): only what nobody in the chain has
-- spent.
-- Raises SG030, SG031, LN001, LN003, LG020 to LG024, SG022, LG040 (it is spent, and its beneficiary has no
-- funds to take its place). Locks: chain.load_work. Writes: chain.save_work.

create or replace function chain.release_chain_lien(
  p_company_id uuid,
  p_chain_id uuid,
  p_lien_id uuid,
  p_amount numeric default null,
  p_principal_id uuid default access.system_principal()
)
  returns ledger.liens
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
declare
  v_work chain.work := chain.load_work(p_company_id, p_chain_id, p_principal_id);
  v_params jsonb := jsonb_strip_nulls(jsonb_build_object('lien', p_lien_id, 'amount', p_amount::text));
begin
  return chain.change_liens(v_work, chain.run_release_lien(
    row(null, v_params, v_work.accounts, v_work.liens, '{}', v_work.locked_at, null, null,
      false)::chain.call));
end
$$;

comment on function chain.release_chain_lien(uuid, uuid, uuid, numeric, uuid) is
  'Gives back what a lien of a chain holds, as far as nobody in the chain has spent it.';
