-- The steps named and all that depend on them; or all. Raises SG033 where one is not there.

create or replace function chain.depending_on(p_steps chain.steps[], p_names text[])
  returns integer[]
  language plpgsql
  stable
as $$
declare
  v_unknown text := (
    select min(n) from unnest(p_names) n where n not in (select s.name from unnest(p_steps) s));
begin
  if v_unknown is not null then
    raise exception using errcode = 'SG033', message = format('The chain has no step %s', v_unknown);
  end if;
  return array(
    with recursive undone (step_no) as (
      select s.step_no from unnest(p_steps) s where p_names is null or s.name = any (p_names)
      union
      select s.step_no from undone u join unnest(p_steps) s on u.step_no = any (s.depends_on)
    )
    select u.step_no from undone u);
end
$$;

comment on function chain.depending_on(chain.steps[], text[]) is
  'Private: steps of a chain and all that depend on them.';
