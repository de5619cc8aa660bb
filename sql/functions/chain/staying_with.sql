-- A step and all that have to stay done as long as it does: what it depends on, and what moved money of its
-- accounts before it, which it may have moved on; and so on.

create or replace function chain.staying_with(p_steps chain.steps[], p_step_no integer)
  returns integer[]
  language sql
  stable
as $$
  with recursive done as materialized (
    select s.step_no, s.depends_on, s.state, s.done_seq, chain.touched(s) as accounts from unnest(p_steps) s
  ), staying (step_no) as (
    select p_step_no
    union
    select b.step_no
    from staying s
    join done o on o.step_no = s.step_no
    join done b on b.step_no = any (o.depends_on)
      or (b.done_seq < o.done_seq and b.accounts && o.accounts and b.state <> 'COMPENSATED')
  )
  select array_agg(s.step_no) from staying s
$$;

comment on function chain.staying_with(chain.steps[], integer) is
  'Private: the steps that cannot be undone as long as one is not.';
