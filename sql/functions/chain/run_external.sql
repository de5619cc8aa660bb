-- Kind external: {"handler", "request"?}. A handler outside does it: a worker claims the task, and the step
-- waits for what becomes of it. A pivot that may have been done outlasts its timeout: from then on it is
-- asked about alone, and what it was decides. As an undoing it undoes what the step's own task did: nothing
-- where that never began or has failed; and while nobody knows, it waits until somebody does.
-- Output: what the handler answers. Locks and writes: tasks.

create or replace function chain.run_external(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_step chain.steps := p_call.step;
  v_forward chain.tasks := chain.lock_task(v_step, p_is_undoing => false);
  v_waiting_on text := case v_forward.state when 'PARKED' then 'operator: ' else 'outside: ' end
    || v_forward.handler;
begin
  if p_call.is_undoing and v_forward.ended_at is null and v_forward.id is not null then
    perform chain.drop_task(v_forward);
    v_forward := chain.lock_task(v_step, p_is_undoing => false);
  end if;
  if not p_call.is_undoing and v_step.effect = 'pivot' and v_step.due_at <= p_call.called_at
    and chain.is_unknown(v_forward)
  then
    perform chain.drop_task(v_forward);
    return chain.wait_for(v_waiting_on, p_call.called_at + interval '1 minute');
  elsif not p_call.is_undoing then
    return chain.ask_outside(p_call, v_forward);
  elsif v_forward.id is null or v_forward.state = 'SUCCEEDED' then
    return chain.ask_outside(p_call, chain.lock_task(v_step, p_is_undoing => true));
  end if;
  return case when v_forward.ended_at is null
    then chain.wait_for(v_waiting_on) else chain.done() end;
end
$$;

comment on function chain.run_external(chain.call) is 'Kind external: done by a handler outside.';
