-- Prolongs the leases of tasks that a worker still has: [{"company_id", "chain_id", "step_no", "run",
-- "is_undoing", "attempt"}…]; returns those. Of one that is not returned it has nothing more to say. One
-- that somebody works on, as its chain does, is not waited for, and not prolonged this time: nobody claims
-- it now.
-- Locks and writes: tasks, but none that somebody works on.

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
  with had as materialized (
    select t.*
    from chain.read_claims(p_tasks) x
    join chain.tasks t on t.company_id = x.company_id and t.chain_id = x.chain_id and t.step_no = x.step_no
      and t.run = x.run and t.is_undoing = x.is_undoing
    where t.attempt = x.attempt and t.worker = p_worker and t.state = 'RUNNING'
  ), free as materialized (
    select t.*
    from had h
    join chain.tasks t on t.company_id = h.company_id and t.chain_id = h.chain_id and t.step_no = h.step_no
      and t.run = h.run and t.is_undoing = h.is_undoing
    where t.attempt = h.attempt and t.worker = p_worker and t.state = 'RUNNING'
    for update of t skip locked
  ), prolonged as (
    update chain.tasks t set due_at = audit.clock() + p_lease
    from free f
    where t.company_id = f.company_id and t.chain_id = f.chain_id and t.step_no = f.step_no and t.run = f.run
      and t.is_undoing = f.is_undoing
    returning t.id, t.due_at
  )
  select h.id, coalesce(p.due_at, h.due_at) from had h left join prolonged p on p.id = h.id
$$;

comment on function chain.extend_leases(text, jsonb, interval) is
  'Prolongs the leases of tasks that a worker still has.';
