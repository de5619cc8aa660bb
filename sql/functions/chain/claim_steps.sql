-- Hands tasks of handlers to a worker, until their leases end: what is due, of the highest priority first,
-- and of the companies of one priority in turn; no more of a handler than its limits leave room for. One
-- whose lease has ended is in doubt: must_ask; but one that took the life of so many workers is PARKED.
-- p_lease: at least as long as a task may take, or chain.extend_leases prolongs it.
-- Locks: handlers that have limits, by name, against other claims alone: who makes a task shares their keys;
-- tasks, but none that somebody works on.

create or replace function chain.claim_steps(
  p_worker text,
  p_handlers text[],
  p_limit integer default 10,
  p_lease interval default '30 seconds'
)
  returns setof chain.claim
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
  v_now timestamptz;
begin
  perform from chain.handlers h
  where h.handler = any (p_handlers) and (h.max_running is not null or h.per_second is not null)
  order by h.handler
  for no key update;
  v_now := audit.clock();
  return query
  with claimable as (
    select t.company_id, t.chain_id, t.step_no, t.run, t.is_undoing, t.state,
           t.state <> 'RUNNING' or chain.may_retry(t.retry, t.attempt - 20, null) as may_run
    from chain.list_claimable(p_handlers, p_limit, v_now) with ordinality
      c (company_id, chain_id, step_no, run, is_undoing, nth)
    join chain.tasks t on t.company_id = c.company_id and t.chain_id = c.chain_id and t.step_no = c.step_no
      and t.run = c.run and t.is_undoing = c.is_undoing
    where t.due_at <= v_now
    order by c.nth
    limit p_limit
    for update of t skip locked
  ), claimed as (
    update chain.tasks t
    set state = case when c.may_run then 'RUNNING' else 'PARKED' end,
        was_in_doubt = t.was_in_doubt or c.state = 'RUNNING', attempt = t.attempt + 1, worker = p_worker,
        due_at = case when c.may_run then v_now + p_lease end,
        parked_at = case when not c.may_run then v_now end
    from claimable c
    where t.company_id = c.company_id and t.chain_id = c.chain_id and t.step_no = c.step_no
      and t.run = c.run and t.is_undoing = c.is_undoing
    returning t.*, c.state in ('RUNNING', 'IN_DOUBT') as must_ask
  ), spent as (
    update chain.handlers h
    set allowance = chain.allowance_of(h, v_now) - n.begun, allowed_at = v_now
    from (select c.handler, count(*) as begun from claimed c group by c.handler) n
    where h.handler = n.handler and h.per_second is not null
  )
  select c.company_id, c.chain_id, c.step_no, c.run, c.is_undoing, c.attempt, c.id, f.id, c.epoch, c.handler,
         s.name, c.request, f.output, c.must_ask, c.is_wanted, c.due_at
  from claimed c
  join chain.steps s on s.company_id = c.company_id and s.chain_id = c.chain_id and s.step_no = c.step_no
  left join chain.tasks f on c.is_undoing and f.company_id = c.company_id and f.chain_id = c.chain_id
    and f.step_no = c.step_no and f.run = c.run and not f.is_undoing
  where c.state = 'RUNNING';
end
$$;

comment on function chain.claim_steps(text, text[], integer, interval) is
  'Hands tasks of handlers to a worker, until their leases end.';
