create or replace function chain.is_past_pivot(p_steps chain.steps[])
  returns boolean
  language sql
  immutable
as $$
  select exists (select from unnest(p_steps) s where s.effect = 'pivot' and s.state = 'SUCCEEDED')
$$;

comment on function chain.is_past_pivot(chain.steps[]) is
  'Private: whether a step was done that cannot be undone: from then on a chain only goes forward.';
