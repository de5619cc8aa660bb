-- Takes what a worker reports of tasks that it claimed: [{"company_id", "chain_id", "step_no", "run",
-- "is_undoing", "attempt", and what chain.after_report takes}…]. Who no longer has a task is late: the task
-- stays as it is, and the report is kept. Returns what the others are then; chain.list_due has their chains.
-- Raises 23514 where an output is no object. Locks and writes: tasks, late_effects.

create or replace function chain.complete_steps(p_worker text, p_reports jsonb)
  returns table (company_id uuid, chain_id uuid, step_no integer, run integer, is_undoing boolean, state text)
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
  v_now timestamptz := audit.clock();
begin
  return query
  with reports as materialized (
    select r.* from chain.read_claims(p_reports) r
  ), held as materialized (
    select t as task, r.report
    from reports r
    join chain.tasks t on t.company_id = r.company_id and t.chain_id = r.chain_id and t.step_no = r.step_no
      and t.run = r.run and t.is_undoing = r.is_undoing
    where t.attempt = r.attempt and t.worker = p_worker and t.state = 'RUNNING'
    order by t.company_id, t.chain_id, t.step_no, t.run, t.is_undoing
    for update of t
  ), ended as (
    update chain.tasks t
    set state = n.state, was_in_doubt = n.was_in_doubt, output = nullif(n.output, 'null'), code = n.code,
        detail = n.detail, due_at = n.due_at, parked_at = n.parked_at, ended_at = n.ended_at
    from held h
    cross join lateral chain.after_report(h.task, h.report, v_now) n
    where t.company_id = n.company_id and t.chain_id = n.chain_id and t.step_no = n.step_no
      and t.run = n.run and t.is_undoing = n.is_undoing
    returning t.company_id, t.chain_id, t.step_no, t.run, t.is_undoing, t.attempt, t.state
  ), late as (
    insert into chain.late_effects
    select r.company_id, r.chain_id, r.step_no, r.run, r.is_undoing, r.attempt, p_worker, r.report, v_now
    from reports r
    where not exists (
      select from ended e
      where e.company_id = r.company_id and e.chain_id = r.chain_id and e.step_no = r.step_no
        and e.run = r.run and e.is_undoing = r.is_undoing and e.attempt = r.attempt)
    on conflict do nothing
  )
  select e.company_id, e.chain_id, e.step_no, e.run, e.is_undoing, e.state from ended e;
end
$$;

comment on function chain.complete_steps(text, jsonb) is
  'Takes what a worker reports of tasks that it claimed.';
