-- What is wrong with the kind of a step, and with how it says that it is undone. p_effects: those that its
-- kind may have; null where there is no such kind.

create or replace function chain.find_kind_problems(
  p_name text,
  p_doc jsonb,
  p_effects text[],
  p_undoes_itself boolean
)
  returns chain.problem[]
  language plpgsql
  stable
as $$
declare
  v_kind text := p_doc ->> 'kind';
  v_effect text := chain.effect_of(p_doc, p_effects);
  v_undoing text := p_doc -> 'compensation' ->> 'kind';
begin
  return array_remove(array[
    case when p_effects is null and v_kind is not null
      then row(p_name, 'SG002', format('Unknown kind %s', v_kind), 'kind')::chain.problem end,
    case when v_effect <> all (p_effects)
      then row(p_name, 'SG006', format('A step of kind %s may have the effect %s, not %s',
        v_kind, array_to_string(p_effects, ' or '), v_effect), 'effect')::chain.problem end,
    case when v_effect = 'compensatable' and p_effects[1] = 'none' and not p_undoes_itself
        and p_doc ->> 'compensation' is null
      then row(p_name, 'SG008', 'What it does cannot be undone: it needs a compensation',
        'compensation')::chain.problem end,
    case when v_effect in ('none', 'retriable') and p_doc ->> 'compensation' is not null
      then row(p_name, 'SG006', format('A step of the effect %s is never undone: it has no compensation',
        v_effect), 'effect')::chain.problem end,
    case when v_undoing is not null and not chain.is_undoing(v_undoing)
      then row(p_name, 'SG002', format('No kind that undoes: %s', v_undoing),
        'compensation.kind')::chain.problem end
  ], null);
end
$$;

comment on function chain.find_kind_problems(text, jsonb, text[], boolean) is
  'Private: the faults of the kind of a step, and of its compensation''s.';
