-- Steps by wave, and in a wave by priority; then those first that take nothing from an account to which
-- another step of the wave brings something: what comes first need not be reserved.

create or replace function chain.in_order(p_steps chain.steps[], p_body jsonb)
  returns chain.steps[]
  language plpgsql
  stable
as $$
declare
  v_order integer[];
  v_steps chain.steps[];
  v_step chain.steps;
begin
  select array_agg(s.step_no order by s.wave nulls last, s.priority desc, s.is_fed, s.step_no) into v_order
  from (
    select s.step_no, s.wave, coalesce((d.doc ->> 'priority')::numeric, 0) as priority,
           exists (
             select from unnest(p_steps) o
             where o.wave = s.wave and o.step_no <> s.step_no
               and s.params ->> 'from' in (o.params ->> 'to', o.params ->> 'beneficiary')) as is_fed
    from unnest(p_steps) s
    join chain.step_docs(p_body) d on d.nth = s.step_no
  ) s;
  for i in 1 .. coalesce(cardinality(v_order), 0) loop
    v_step := p_steps[v_order[i]];
    v_step.step_no := i;
    v_step.depends_on := array(
      select array_position(v_order, n) from unnest(v_step.depends_on) n order by 1);
    v_steps[i] := v_step;
  end loop;
  return v_steps;
end
$$;

comment on function chain.in_order(chain.steps[], jsonb) is
  'Private: steps in the order in which they are to run.';
