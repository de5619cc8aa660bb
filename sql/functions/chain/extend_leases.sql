-- Prolongs the leases of tasks that a worker still has: [{"company_id", "chain_id", "step_no", "run",
-- "is_undoing", "attempt"}…]; returns those. Of one that is not returned it has nothing more to say.
-- Locks and writes: tasks, in the order in which chain.complete_steps does.

create or replace function chain.extend_leases(p_worker text, p_tasks jsonb, p_lease interval)
  returns table (id uuid, lease_until timestamptz)
  language sql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
as $$
  with named as materialized (
    select x.*
    from jsonb_to_recordset(p_tasks) x (
      company_id uuid, chain_id uuid, step_no integer, run integer, is_undoing boolean, attempt integer)
    order by x.company_id, x.chain_id, x.step_no, x.run, x.is_undoing
  ), held as materialized (
    select h.*
    from named n
    cross join lateral (
      select t.* from chain.tasks t
      where t.company_id = n.company_id and t.chain_id = n.chain_id and t.step_no = n.step_no
        and t.run = n.run and t.is_undoing = n.is_undoing
        and t.attempt = n.attempt and t.worker = p_worker and t.state = 'RUNNING'
      for update
    ) h
  )
  update chain.tasks t set due_at = audit.clock() + p_lease
  from held h
  where t.company_id = h.company_id and t.chain_id = h.chain_id and t.step_no = h.step_no and t.run = h.run
    and t.is_undoing = h.is_undoing
  returning t.id, t.due_at
$$;

comment on function chain.extend_leases(text, jsonb, interval) is
  'Prolongs the leases of tasks that a worker still has.';
