-- What chain.rollback would do: it is done, looked at and taken back. {"state", "undone": [{"step", "state",
-- "waiting_on"?}], "accounts": [{"account_id", "available_before", "available_after"}]}, steps in the order
-- in which they are undone, accounts of which something would change; or {"blocked": {"code", "detail"}}.
-- Locks what chain.rollback locks, until the transaction ends. Raises SG030.

create or replace function chain.plan_rollback(
  p_company_id uuid,
  p_chain_id uuid,
  p_steps text[] default null
)
  returns jsonb
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
  v_before chain.work := chain.load_work(p_company_id, p_chain_id, access.system_principal());
  v_plan jsonb;
begin
  perform chain.go_back(p_company_id, p_chain_id, p_steps, null, access.system_principal());
  v_plan := chain.difference(v_before, chain.load_work(p_company_id, p_chain_id, access.system_principal()));
  raise exception 'The plan is made: what was done for it is taken back';
exception
  when raise_exception then
    if v_plan is null then
      raise;
    end if;
    return v_plan;
  when sqlstate 'SG031' or sqlstate 'SG033' or sqlstate 'SG034' or sqlstate 'SG036' or sqlstate 'SG050'
    or sqlstate 'SG051'
  then
    return jsonb_build_object('blocked', jsonb_build_object('code', sqlstate, 'detail', sqlerrm));
end
$$;

comment on function chain.plan_rollback(uuid, uuid, text[]) is 'What a rollback would do, without doing it.';
