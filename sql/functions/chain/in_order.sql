-- Steps by wave, and in a wave by priority; then those first that take nothing from an account to which
-- another step of the wave brings something: what comes first need not be reserved.

create or replace function chain.in_order(p_steps chain.steps[], p_docs jsonb[])
  returns chain.steps[]
  language plpgsql
  stable
as $$
declare
  v_fed text[] := array(
    select concat(s.wave, ' ', a.id)
    from unnest(p_steps) s, unnest(array[s.params ->> 'to', s.params ->> 'beneficiary']) a (id)
    where a.id is not null);
  v_order integer[] := array(
    select s.step_no from unnest(p_steps) s
    order by s.wave nulls last, coalesce((p_docs[s.step_no] ->> 'priority')::numeric, 0) desc,
      concat(s.wave, ' ', s.params ->> 'from') = any (v_fed), s.step_no);
  v_steps chain.steps[];
  v_step chain.steps;
begin
  if not exists (select from unnest(v_order) with ordinality o (was, becomes) where o.was <> o.becomes) then
    return p_steps;
  end if;
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

comment on function chain.in_order(chain.steps[], jsonb[]) is
  'Private: steps in the order in which they are to run.';
