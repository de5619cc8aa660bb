create or replace function chain.steps_as_plan(p_steps chain.steps[])
  returns jsonb
  language sql
  stable
as $$
  select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'step_no', s.step_no, 'name', s.name, 'kind', s.kind, 'wave', s.wave, 'group', s.group_name,
    'effect', s.effect, 'state', s.state,
    'depends_on', coalesce((
      select jsonb_agg((p_steps[n]).name order by n) from unnest(s.depends_on) n), '[]'))) order by s.step_no)
  from unnest(p_steps) s
$$;

comment on function chain.steps_as_plan(chain.steps[]) is 'Private: steps in the order in which they run.';
