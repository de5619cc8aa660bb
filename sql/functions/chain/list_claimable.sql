-- The tasks that a claim would take, in order: by priority, then the companies in turn, then the longest due;
-- some more than p_limit, for another may have some of them. A queue is what a company has at a handler in
-- one priority: each is found by one look into the index, however long the others are; of a handler of which
-- nothing is due, none is looked for.

create or replace function chain.list_claimable(p_handlers text[], p_limit integer, p_now timestamptz)
  returns table (company_id uuid, chain_id uuid, step_no integer, run integer, is_undoing boolean)
  language sql
  stable
as $$
  with recursive queues (handler, rank, company_id) as (
    select h.handler, n.* from chain.handlers h
    cross join lateral (
      select - t.priority, t.company_id from chain.tasks t
      where t.due_at is not null and t.handler = h.handler
      order by - t.priority, t.company_id limit 1
    ) n
    where h.handler = any (p_handlers) and exists (
      select from chain.tasks t
      where t.handler = h.handler and t.state in ('READY', 'RUNNING', 'IN_DOUBT') and t.due_at <= p_now)
    union all
    select q.handler, n.* from queues q
    cross join lateral (
      select - t.priority, t.company_id from chain.tasks t
      where t.due_at is not null and t.handler = q.handler
        and (- t.priority, t.company_id) > (q.rank, q.company_id)
      order by - t.priority, t.company_id limit 1
    ) n
  ), due as (
    select q.handler, q.rank, d.*,
           row_number() over (partition by q.handler, q.rank, q.company_id order by d.due_at) as turn
    from queues q
    join chain.handlers h on h.handler = q.handler and (h.company_id is null or h.company_id = q.company_id)
    cross join lateral (
      select t.company_id, t.chain_id, t.step_no, t.run, t.is_undoing, t.due_at
      from chain.tasks t
      where t.handler = q.handler and - t.priority = q.rank and t.company_id = q.company_id
        and t.due_at <= p_now
      order by t.due_at
      limit 4 * p_limit
    ) d
  ), in_order as (
    select d.*, row_number() over (partition by d.handler order by d.rank, d.turn, d.due_at) as nth from due d
  )
  select o.company_id, o.chain_id, o.step_no, o.run, o.is_undoing
  from in_order o
  join chain.handlers h on h.handler = o.handler
  cross join lateral (
    select chain.room_of(h, case when h.max_running is not null then (
      select count(*) from chain.tasks t
      where t.handler = h.handler and t.state = 'RUNNING' and t.due_at > p_now) end, p_now) as room
  ) r
  where o.nth <= coalesce(r.room, 4 * p_limit)
  order by o.rank, o.turn, o.due_at
$$;

comment on function chain.list_claimable(text[], integer, timestamptz) is
  'Private: the tasks that a claim would take, in order.';
