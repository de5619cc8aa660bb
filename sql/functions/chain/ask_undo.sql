-- Undoes what a step's kind did itself, by the kind's undo function, if it has one.

create or replace function chain.ask_undo(p_step chain.steps, p_at timestamptz)
  returns chain.effect
  language plpgsql
as $$
declare
  v_kind chain.step_kinds;
  v_effect chain.effect := chain.done();
begin
  select k.* into strict v_kind from chain.step_kinds k where k.kind = p_step.kind;
  if v_kind.undo_function is not null then
    execute format('select * from %I.%I($1)', v_kind.run_schema, v_kind.undo_function)
    into v_effect
    using row(p_step, p_step.params, '{}', '{}', '{}', p_at, null, null, true)::chain.call;
  end if;
  return v_effect;
end
$$;

comment on function chain.ask_undo(chain.steps, timestamptz) is
  'Private: undoes what a step''s kind did itself.';
