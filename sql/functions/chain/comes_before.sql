-- Whether a step has to stay done as long as another one is: that one depends on it, or moved money of an
-- account that it had moved money of before.

create or replace function chain.comes_before(p_steps chain.steps[], p_nth integer, p_other integer)
  returns boolean
  language sql
  immutable
as $$
  with recursive needed (step_no) as (
    select n from unnest((p_steps[p_other]).depends_on) n
    union
    select n from needed d, unnest((p_steps[d.step_no]).depends_on) n
  )
  select p_nth in (select step_no from needed)
    or ((p_steps[p_nth]).done_seq < (p_steps[p_other]).done_seq
      and (p_steps[p_nth]).accounts && (p_steps[p_other]).accounts)
$$;

comment on function chain.comes_before(chain.steps[], integer, integer) is
  'Private: whether a step cannot be undone as long as another one is not.';
