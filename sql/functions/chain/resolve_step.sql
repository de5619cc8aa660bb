-- Says what became of what is parked at a step, and goes on with its chain; or only proposes it, where the
-- company asks for a second person: see chain.add_resolution.
--
-- What was in doubt succeeded, with that output, or failed. Past a pivot, a step succeeded: somebody did it
-- elsewhere, and nothing is moved for it. An undoing succeeded: somebody saw to it. What the step posted
-- stays posted, where that could not be reversed; what it deferred is dropped. A late effect is noted:
-- nothing changes but that it is no longer parked, and its chain may have ended.
-- Raises SG030, SG033, SG072 (nothing of it is parked), SG073 (it cannot end so), SG074 (no reason), LN002
-- (what the step deferred was counted on). Locks: chain.load_work. Writes: tasks, resolutions, audit.log, and
-- what chain.advance does.

create or replace function chain.resolve_step(
  p_company_id uuid,
  p_chain_id uuid,
  p_step text,
  p_outcome text,
  p_reason text,
  p_output jsonb default null,
  p_principal_id uuid default access.system_principal()
)
  returns chain.resolutions
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
  v_parked chain.parked := chain.find_parked(
    p_company_id, p_chain_id, p_step, p_outcome is not distinct from 'noted');
  v_resolution chain.resolutions;
begin
  if (p_reason ~ '\S') is not true then
    raise exception using errcode = 'SG074', message = 'What is resolved by hand needs a reason';
  elsif (p_outcome in ('succeeded', 'noted') or (p_outcome = 'failed' and v_parked.what = 'in_doubt'))
    is not true
  then
    raise exception using
      errcode = 'SG073', message = format('What is %s does not end as %s', v_parked.what, p_outcome);
  end if;
  v_resolution := chain.add_resolution(v_parked, p_outcome, p_output, p_reason, p_principal_id);
  if v_resolution.is_effective and p_outcome <> 'noted' then
    perform chain.save_work(chain.resolve_by_hand(v_work, v_parked, v_resolution));
    perform chain.go_on(p_company_id, p_chain_id, p_principal_id);
  end if;
  return v_resolution;
end
$$;

comment on function chain.resolve_step(uuid, uuid, text, text, text, jsonb, uuid) is
  'Says what became of what is parked at a step, by hand.';
