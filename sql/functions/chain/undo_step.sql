-- Undoes in memory what a step did beside money: by its kind's undo function, and by the compensation that it
-- declares, which may wait; not before all is undone that depends on it. What it asked of the outside is no
-- longer wanted: never begun or failed, there is nothing to undo; while nobody knows, it waits until somebody
-- does. What was in doubt, and then not done, is undone all the same: an attempt may still be under way, and
-- is to find that it is too late. That has no output to refer to; where a step was done, a reference of its
-- undoing that finds nothing refuses it.

create or replace function chain.undo_step(p_work chain.work, p_nth integer)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps := p_work.steps[p_nth];
  v_undo chain.steps := v_step;
  v_task chain.tasks;
  v_missing text;
  v_effect chain.effect;
begin
  if chain.is_needed(v_work.steps, p_nth) then
    v_effect := chain.wait_for('undoing');
  elsif v_step.compensation is not null then
    v_task := chain.drop_task(chain.lock_task(v_step, p_is_undoing => false));
    v_step.output := coalesce(v_step.output, v_task.output);
    if v_task.id is not null and v_task.ended_at is null then
      v_effect := chain.wait_for_task(v_task);
    elsif v_step.kind = 'external' and (v_task.state = 'SUCCEEDED'
      or (v_task.was_in_doubt and v_step.compensation ->> 'kind' = v_step.kind)) is not true
    then
      v_effect := chain.done();
    end if;
  else
    v_effect := chain.done();
  end if;
  if v_effect.outcome is null then
    v_work.steps[p_nth].state := 'COMPENSATING';
    v_work.steps[p_nth].output := v_step.output;
    v_undo.kind := v_step.compensation ->> 'kind';
    v_undo.name := 'undo_' || v_step.name;
    v_undo.due_at := null;
    v_undo.params := coalesce(nullif(v_step.compensation -> 'params', 'null'), '{}');
    if strpos(v_undo.params::text, '"$ref"') > 0 then
      select r.value, r.missing into v_undo.params, v_missing
      from chain.resolve(v_undo.params, chain.context_of(v_work.chain, v_work.steps), '$') r;
      v_effect := chain.refuse_values(v_work.chain, v_undo, case
        when v_step.done_seq is not null or v_task.state = 'SUCCEEDED' then v_missing end);
    end if;
    if v_effect.outcome is null then
      v_effect := chain.ask_step(
        v_undo, '{}', v_work.liens, v_work.signals, v_work.locked_at, v_work.chain, p_is_undoing => true);
    end if;
  end if;
  if v_effect.outcome = 'done' then
    v_effect := chain.ask_undo(v_step, v_work.locked_at);
  end if;
  v_step.state := case v_effect.outcome
    when 'done' then 'COMPENSATED' when 'refused' then 'COMPENSATION_FAILED' else 'COMPENSATING' end;
  v_step.waiting_on := case v_effect.outcome
    when 'waiting' then v_effect.waiting_on when 'busy' then 'time' when 'refused' then 'operator' end;
  v_step.due_at := case v_effect.outcome
    when 'waiting' then v_effect.due_at when 'busy' then v_work.locked_at + interval '100 ms' end;
  v_step.code := v_effect.code;
  v_step.detail := v_effect.detail;
  if v_step.state <> (p_work.steps[p_nth]).state then
    v_work.events := chain.note(
      v_work.events, 'step.' || lower(v_step.state collate "C"), v_step.name, jsonb_build_object(
        'run', v_step.run, 'code', v_step.code, 'detail', v_step.detail, 'waiting_on', v_step.waiting_on));
  end if;
  v_work.steps[p_nth] := v_step;
  return v_work;
end
$$;

comment on function chain.undo_step(chain.work, integer) is
  'Private: undoes in memory what a step did beside money.';
