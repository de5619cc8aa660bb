-- What became of a task, which is made where there is none.

create or replace function chain.ask_outside(p_call chain.call, p_task chain.tasks)
  returns chain.effect
  language plpgsql
as $$
declare
  v_step chain.steps := p_call.step;
  v_handler text := p_call.params ->> 'handler';
begin
  if p_task.id is null and not exists (
    select from chain.handlers h
    where h.handler = v_handler and (h.company_id is null or h.company_id = v_step.company_id))
  then
    return chain.refusal('SG070', format('Handler not found: %s', v_handler));
  elsif p_task.id is null then
    insert into chain.tasks (
      company_id, chain_id, step_no, run, is_undoing, id, handler, request, effect, epoch, priority, retry,
      due_at, created_at)
    values (
      v_step.company_id, v_step.chain_id, v_step.step_no, v_step.run, p_call.is_undoing, ledger.new_id(),
      v_handler, coalesce(nullif(p_call.params -> 'request', 'null'), '{}'), v_step.effect,
      p_call.epoch, p_call.priority, v_step.retry,
      p_call.called_at, p_call.called_at);
    perform chain.wake_workers();
    return chain.wait_for('outside: ' || v_handler);
  end if;
  return case
    when p_task.state = 'SUCCEEDED' then chain.done(p_task.output)
    when p_task.state in ('FAILED', 'VOID') or (p_task.state = 'PARKED' and p_call.is_undoing)
      then chain.refusal(p_task.code, p_task.detail)
    else chain.wait_for_task(p_task) end;
end
$$;

comment on function chain.ask_outside(chain.call, chain.tasks) is
  'Private: what became of a task, which is made where there is none.';
