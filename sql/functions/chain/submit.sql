-- Starts a chain, and runs all of it that can run now, in one commit: a chain none of whose steps waits is
-- COMPLETED and settled when this returns, or ROLLED_BACK.
--
-- p_body: {"definition"?, "version"?, "input"?, "steps": [step…], "liens"?: [{"account", "beneficiary",
-- "amount", "name"?}…], "settlement"?: net | gross, "on_failure"?: rollback | hold, "deadline"?, "priority"?,
-- "metadata"?}; with a definition its body has the steps. step: {"name", "kind", "depends_on"?, "group"?,
-- "when"?, "params", "effect"?, "compensation"?, "retry"?, "timeout"?, "checkpoint"?, "priority"?}.
--
-- Raises ZA003 (a company that may not be used), LG017, and what is wrong with the definition: the first
-- fault's code, and all of them as JSON in DETAIL. An invalid definition makes no chain.
-- Locks: balances, as chain.lock_work. Writes: chain.save_work.

create or replace function chain.submit(
  p_company_id uuid,
  p_body jsonb,
  p_principal_id uuid default access.system_principal(),
  p_request_id uuid default null,
  p_companies uuid[] default null
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
declare
  v_body jsonb := chain.complete_body(p_company_id, p_body);
  v_input jsonb := coalesce(nullif(p_body -> 'input', 'null'), '{}');
  v_steps chain.steps[] := chain.valid_steps(p_company_id, v_body, v_input, p_companies);
  v_chain chain.chains;
  v_work chain.work;
begin
  v_chain := row(
    p_company_id, ledger.new_id(), 'CREATED', p_body ->> 'definition', (v_body ->> 'version')::integer,
    v_input, coalesce(v_body ->> 'settlement', 'net'), coalesce(v_body ->> 'on_failure', 'rollback'),
    coalesce((v_body ->> 'priority')::integer, 0), ledger.read_time(v_body -> 'deadline'), p_companies,
    p_principal_id, p_request_id, coalesce(nullif(v_body -> 'metadata', 'null'), '{}'), 1, 0, null, null,
    null, null, 0, '', audit.clock(), null)::chain.chains;
  for i in 1 .. cardinality(v_steps) loop
    v_steps[i].company_id := v_chain.company_id;
    v_steps[i].chain_id := v_chain.id;
  end loop;
  v_work.chain := v_chain;
  v_work.steps := v_steps;
  v_work.actor := p_principal_id;
  return chain.go_forward(chain.lock_work(v_work));
end
$$;

comment on function chain.submit(uuid, jsonb, uuid, uuid, uuid[]) is
  'Starts a chain, and runs all of it that can run now.';
