-- Gives a chain, and with it its liens, another deadline, and goes on with it; null is none.
-- Raises SG030, SG031 (it has ended or is rolled back), LN007 (not in the future). Locks: chain.load_work.
-- Writes: chain.save_work.

create or replace function chain.extend_deadline(
  p_company_id uuid,
  p_chain_id uuid,
  p_deadline timestamptz,
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
declare
  v_work chain.work := chain.load_work(p_company_id, p_chain_id, p_principal_id);
  v_state text := (v_work.chain).state;
begin
  if v_state in ('COMPLETED', 'ROLLING_BACK', 'ROLLED_BACK') then
    raise exception using
      errcode = 'SG031', message = format('The chain has no more deadline. Current state: %s', v_state);
  elsif p_deadline <= v_work.locked_at or not isfinite(p_deadline) then
    raise exception using
      errcode = 'LN007', message = format('The deadline is not in the future: %s', p_deadline);
  end if;
  v_work.chain.deadline := p_deadline;
  v_work.events := chain.note(
    v_work.events, 'deadline.changed', null, jsonb_build_object('deadline', ledger.as_instant(p_deadline)));
  if v_state = 'FAILED' then
    return chain.save_work(chain.hold(v_work));
  end if;
  return chain.go_forward(v_work);
end
$$;

comment on function chain.extend_deadline(uuid, uuid, timestamptz, uuid) is
  'Gives a chain, and with it its liens, another deadline.';
