-- What is wrong with the steps of a definition together: dependencies, cycles, groups, pivots, their number.

create or replace function chain.find_graph_problems(p_steps chain.steps[], p_needs chain.need[])
  returns chain.problem[]
  language plpgsql
  stable
as $$
declare
  v_need chain.need;
  v_step chain.steps;
  v_is_plain boolean := true;
begin
  foreach v_need in array p_needs loop
    v_is_plain := v_is_plain and v_need.needed is not null;
  end loop;
  foreach v_step in array p_steps loop
    v_is_plain := v_is_plain and v_step.wave is not null and v_step.group_name is null
      and not chain.is_irrevocable(v_step) and (v_step.wave > 0 or v_step.depends_on = '{}');
  end loop;
  if v_is_plain then
    return array[]::chain.problem[];
  end if;
  return array(
    with recursive before (step_no, other_no) as (
      select s.step_no, n from unnest(p_steps) s, unnest(s.depends_on) n
      where s.wave is not null and (s.group_name is not null or chain.is_irrevocable(s))
      union
      select b.step_no, n from before b, unnest(p_steps[b.other_no].depends_on) n
    )
    select row(n.step, 'SG004', format('It depends on %s, which is no step and no group', n.name),
      'depends_on')::chain.problem
    from unnest(p_needs) n
    where n.needed is null
    union all
    select row(s.name, 'SG005', 'It waits for itself, by way of others', 'depends_on')::chain.problem
    from unnest(p_steps) s
    where s.wave is null
    union all
    select row(s.name, 'SG005', 'It is placed before all steps, and cannot refer to one',
      'depends_on')::chain.problem
    from unnest(p_steps) s
    where s.wave = 0 and s.depends_on <> '{}'
    union all
    select row(s.name, 'SG011', format('It waits for another step of its group, %s', s.group_name),
      'group')::chain.problem
    from unnest(p_steps) s
    where exists (
      select from before b where b.step_no = s.step_no and p_steps[b.other_no].group_name = s.group_name)
    union all
    select row(s.name, 'SG007', format('It is not before the pivot %s, and cannot be done after it: %s',
      p.name, s.effect), 'effect')::chain.problem
    from unnest(p_steps) s
    join unnest(p_steps) p on p.effect = 'pivot' and p.step_no <> s.step_no
    where s.effect in ('compensatable', 'pivot')
      and not exists (select from before b where b.step_no = p.step_no and b.other_no = s.step_no)
    union all
    select row(s.name, 'SG007', 'It is done outside, cannot be undone, and is after no pivot',
      'effect')::chain.problem
    from unnest(p_steps) s
    where chain.is_irrevocable(s) and s.effect <> 'pivot' and not exists (
      select from before b where b.step_no = s.step_no and p_steps[b.other_no].effect = 'pivot'));
end
$$;

comment on function chain.find_graph_problems(chain.steps[], chain.need[]) is
  'Private: the faults of the steps of a definition together.';
