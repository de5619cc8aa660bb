-- What is wrong with the kind of a step, and with how it says that it is undone.

create or replace function chain.find_kind_problems(p_name text, p_doc jsonb)
  returns setof chain.problem
  language plpgsql
  stable
as $$
declare
  v_effects text[];
  v_undoing text := p_doc -> 'compensation' ->> 'kind';
begin
  select k.effects into v_effects from chain.step_kinds k where k.kind = p_doc ->> 'kind';
  if v_effects is null and p_doc ->> 'kind' is not null then
    return next row(p_name, 'SG002', format('Unknown kind %s', p_doc ->> 'kind'), 'kind')::chain.problem;
  end if;
  if p_doc ->> 'effect' <> all (v_effects) then
    return next row(p_name, 'SG006', format('A step of kind %s may have the effect %s, not %s',
      p_doc ->> 'kind', array_to_string(v_effects, ' or '), p_doc ->> 'effect'), 'effect')::chain.problem;
  end if;
  if p_doc ->> 'effect' = 'compensatable' and v_effects[1] = 'none' and p_doc ->> 'compensation' is null then
    return next row(p_name, 'SG008', 'What it does cannot be undone: it needs a compensation',
      'compensation')::chain.problem;
  end if;
  if v_undoing is not null and not exists (
    select from chain.step_kinds k
    where k.kind = v_undoing and k.effects[1] = 'none' and 'compensatable' = any (k.effects))
  then
    return next row(p_name, 'SG002', format('No kind that undoes: %s', v_undoing),
      'compensation.kind')::chain.problem;
  end if;
end
$$;

comment on function chain.find_kind_problems(text, jsonb) is
  'Private: the faults of the kind of a step, and of its compensation''s.';
