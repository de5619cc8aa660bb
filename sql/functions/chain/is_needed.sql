create or replace function chain.is_needed(p_steps chain.steps[], p_nth integer)
  returns boolean
  language sql
  immutable
as $$
  select exists (
    select from unnest(p_steps) s
    where p_nth = any (s.depends_on)
      and (s.state in ('COMPENSATING', 'COMPENSATION_FAILED')
        or (s.state = 'SUCCEEDED' and s.effect <> 'none')))
$$;

comment on function chain.is_needed(chain.steps[], integer) is
  'Private: whether a step that is to be undone has to wait until those are undone that depend on it.';
