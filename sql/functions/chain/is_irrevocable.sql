create or replace function chain.is_irrevocable(p_step chain.steps)
  returns boolean
  language sql
  immutable
as $$
  select p_step.effect = 'pivot' or (p_step.effect = 'retriable' and p_step.kind = 'external')
$$;

comment on function chain.is_irrevocable(chain.steps) is
  'Private: whether a step cannot be undone once it is done.';
