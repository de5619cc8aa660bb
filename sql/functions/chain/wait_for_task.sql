create or replace function chain.wait_for_task(p_task chain.tasks, p_until timestamptz default null)
  returns chain.effect
  language sql
  immutable
as $$
  select chain.wait_for(
    case p_task.state when 'PARKED' then 'operator: ' else 'outside: ' end || p_task.handler, p_until)
$$;

comment on function chain.wait_for_task(chain.tasks, timestamptz) is
  'Private: the effect of a step whose task has not ended.';
