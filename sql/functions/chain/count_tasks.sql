-- The outside steps that have not ended, of all companies, by handler and state.

create or replace function chain.count_tasks()
  returns table (handler text, state text, tasks bigint)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
as $$
  select t.handler, t.state, count(*)
  from (
    select d.handler, d.state from chain.tasks d where d.due_at is not null
    union all
    select p.handler, p.state from chain.tasks p where p.state = 'PARKED'
  ) t
  group by t.handler, t.state
$$;

comment on function chain.count_tasks() is
  'The outside steps that have not ended, by handler and state.';
