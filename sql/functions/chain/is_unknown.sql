-- What is retriable may be done again where nobody can say of an attempt whether it was done: that a later
-- one failed says nothing of it.

create or replace function chain.is_unknown(p_task chain.tasks)
  returns boolean
  language sql
  immutable
as $$
  select p_task.state in ('RUNNING', 'IN_DOUBT', 'PARKED')
    or (p_task.effect = 'retriable' and p_task.was_in_doubt and p_task.state <> 'SUCCEEDED')
$$;

comment on function chain.is_unknown(chain.tasks) is
  'Private: whether what a task is to do may have been done, and nobody knows.';
