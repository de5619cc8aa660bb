-- Places a lien in a chain that executes: {"account", "beneficiary", "amount"}, as a step of kind lien does;
-- it lives and ends with the chain.
-- Raises SG030, SG031, LG001, LG002, LG011 to LG015, LG020 to LG024, SG013, SG022, LG040, SG050,
-- SG051.
-- Locks: chain.load_work. Writes: chain.save_work.

create or replace function chain.add_lien(
  p_company_id uuid,
  p_chain_id uuid,
  p_params jsonb,
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
  v_companies uuid[] := (
    select c.companies from chain.chains c where c.company_id = p_company_id and c.id = p_chain_id);
  v_step chain.steps;
  v_named chain.named_account[];
  v_work chain.work;
begin
  perform ledger.require_body(p_params, (select k.params from chain.step_kinds k where k.kind = 'lien'));
  v_step.company_id := p_company_id;
  v_step.name := 'lien';
  v_step.kind := 'lien';
  v_step.params := p_params;
  v_named := chain.accounts_of(array[v_step]);
  perform chain.raise_faults(chain.find_account_problems(p_company_id, v_named, v_companies));
  v_step.accounts := array(select n.account_id from unnest(v_named) n);
  v_work := chain.load_work(p_company_id, p_chain_id, p_principal_id, v_step.accounts);
  return chain.change_liens(v_work, chain.ask_step(
    v_step, v_work.accounts, v_work.liens, '{}', v_work.locked_at));
end
$$;

comment on function chain.add_lien(uuid, uuid, jsonb, uuid) is 'Places a lien in a chain that executes.';
