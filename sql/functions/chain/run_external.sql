-- Kind external: {"handler", "request"?}. A handler outside does it: a worker claims the task, and the step
-- waits for what becomes of it. A pivot that may have been done outlasts its timeout: from then on it is
-- asked about alone, and what it was decides.
-- Output: what the handler answers. Locks and writes: tasks.

create or replace function chain.run_external(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_task chain.tasks := chain.lock_task(p_call.step, p_call.is_undoing);
begin
  if not p_call.is_undoing and (p_call.step).effect = 'pivot' and (p_call.step).due_at <= p_call.called_at
    and chain.is_unknown(v_task)
  then
    v_task := chain.drop_task(v_task);
    if v_task.ended_at is null then
      return chain.wait_for_task(v_task, p_call.called_at + interval '1 minute');
    end if;
  end if;
  return chain.ask_outside(p_call, v_task);
end
$$;

comment on function chain.run_external(chain.call) is 'Kind external: done by a handler outside.';
