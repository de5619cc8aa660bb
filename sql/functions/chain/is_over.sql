create or replace function chain.is_over(p_state text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select p_state in ('SUCCEEDED', 'SKIPPED', 'COMPENSATED')
$$;

comment on function chain.is_over(text) is 'Whether a step in that state lets those go on that depend on it.';
