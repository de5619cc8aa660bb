create or replace function chain.is_unknown(p_task chain.tasks)
  returns boolean
  language sql
  immutable
as $$
  select p_task.state in ('RUNNING', 'IN_DOUBT', 'PARKED') or (p_task.state = 'READY' and p_task.was_in_doubt)
$$;

comment on function chain.is_unknown(chain.tasks) is
  'Private: whether what a task is to do may have been done, and nobody knows.';
