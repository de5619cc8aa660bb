-- What is no longer to be done: it never is, where it has not begun, or does no harm if it has; else it is
-- asked about alone. Returns what it is then; what has ended stays as it is.

create or replace function chain.drop_task(p_task chain.tasks)
  returns chain.tasks
  language plpgsql
as $$
declare
  v_is_void boolean := p_task.state = 'READY' or p_task.effect = 'none';
  v_task chain.tasks;
begin
  update chain.tasks t
  set is_wanted = false,
      state = case when v_is_void then 'VOID' else t.state end,
      due_at = case when not v_is_void then t.due_at end,
      parked_at = case when not v_is_void then t.parked_at end,
      ended_at = case when v_is_void then audit.clock() end,
      is_told = v_is_void
  where t.company_id = p_task.company_id and t.chain_id = p_task.chain_id and t.step_no = p_task.step_no
    and t.run = p_task.run and t.is_undoing = p_task.is_undoing and t.ended_at is null and t.is_wanted
  returning t.* into v_task;
  return case when found then v_task else p_task end;
end
$$;

comment on function chain.drop_task(chain.tasks) is
  'Private: a task, which is locked, is no longer to be done.';
