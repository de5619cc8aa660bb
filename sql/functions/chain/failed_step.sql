create or replace function chain.failed_step(p_steps chain.steps[])
  returns chain.steps
  language sql
  immutable
as $$
  select s from unnest(p_steps) s where s.state = 'FAILED' order by s.step_no limit 1
$$;

comment on function chain.failed_step(chain.steps[]) is
  'Private: a step that has failed; null where none has.';
