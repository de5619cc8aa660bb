-- Steps by wave, and in a wave by priority; then those first that take nothing from an account to which
-- another step of the wave brings something: what comes first need not be reserved.

create or replace function chain.in_order(p_steps chain.steps[], p_docs jsonb[])
  returns chain.steps[]
  language plpgsql
  stable
as $$
declare
  v_fed text[];
  v_ranks numeric[];
  v_rank numeric[];
  v_last numeric[] := array[]::numeric[];
  v_is_ordered boolean := true;
  v_order integer[];
  v_steps chain.steps[];
  v_step chain.steps;
begin
  foreach v_step in array p_steps loop
    v_fed := v_fed || (v_step.wave || ' ' || (v_step.params ->> 'to'))
      || (v_step.wave || ' ' || (v_step.params ->> 'beneficiary'));
  end loop;
  foreach v_step in array p_steps loop
    v_rank := array[
      coalesce(v_step.wave, 1001), -coalesce((p_docs[v_step.step_no] ->> 'priority')::numeric, 0),
      (v_step.wave || ' ' || (v_step.params ->> 'from') = any (v_fed) is true)::integer];
    v_is_ordered := v_is_ordered and v_rank >= v_last;
    v_last := v_rank;
    v_ranks := v_ranks || array[v_rank];
  end loop;
  if v_is_ordered then
    return p_steps;
  end if;

  v_order := array(
    select n from generate_series(1, cardinality(p_steps)) n
    order by v_ranks[n][1], v_ranks[n][2], v_ranks[n][3], n);
  for i in 1 .. cardinality(v_order) loop
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
