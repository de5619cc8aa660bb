-- Has what is parked at a step tried once more, and goes on with its chain. What may have been done outside
-- is asked about, and done, under the same key, if it was not and is still wanted; it is done again at once
-- where that does no harm, and so is an undoing; a step past its chain's pivot runs anew. What was proposed
-- of it is void.
-- Raises SG030, SG033, SG072 (nothing of it is parked), SG036, SG050, SG051. Locks: chain.load_work.
-- Writes: tasks, resolutions, audit.log, and what chain.advance does.

create or replace function chain.retry_step(
  p_company_id uuid,
  p_chain_id uuid,
  p_step text,
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
  v_parked chain.parked := chain.find_parked(p_company_id, p_chain_id, p_step);
begin
  perform chain.add_resolution(v_parked, 'retried', null, null, p_principal_id);
  update chain.tasks t
  set state = case when t.is_undoing or (t.is_wanted and t.effect in ('none', 'retriable'))
        then 'READY' else 'IN_DOUBT' end,
      due_at = v_work.locked_at, parked_at = null, is_told = false
  where t.company_id = p_company_id and t.chain_id = p_chain_id and t.step_no = v_parked.step_no
    and t.run = v_parked.run and t.state = 'PARKED';
  if found then
    perform chain.wake_workers();
  end if;
  if v_parked.what = 'out_of_attempts' then
    v_work.steps[v_parked.step_no].run :=
      v_parked.run + chain.begins_anew(v_work.steps[v_parked.step_no])::integer;
    v_work.steps[v_parked.step_no].waiting_on := null;
    perform chain.save_work(v_work);
  elsif v_parked.what = 'undoing' and (v_work.chain).state <> 'ROLLING_BACK' then
    perform chain.save_work(chain.undo_work(v_work, array[v_parked.step_no], p_is_whole => false));
  end if;
  return chain.go_on(p_company_id, p_chain_id, p_principal_id);
end
$$;

comment on function chain.retry_step(uuid, uuid, text, uuid) is
  'Has what is parked at a step tried once more.';
