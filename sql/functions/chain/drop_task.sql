-- What is no longer to be done: it never is, where it has not begun; else it is asked about alone.

create or replace function chain.drop_task(p_task chain.tasks)
  returns void
  language sql
as $$
  update chain.tasks t
  set is_wanted = false,
      state = case t.state when 'READY' then 'VOID' else t.state end,
      due_at = case when t.state <> 'READY' then t.due_at end,
      ended_at = case t.state when 'READY' then audit.clock() end,
      is_told = t.state = 'READY'
  where t.company_id = p_task.company_id and t.chain_id = p_task.chain_id and t.step_no = p_task.step_no
    and t.run = p_task.run and t.is_undoing = p_task.is_undoing and t.ended_at is null and t.is_wanted
$$;

comment on function chain.drop_task(chain.tasks) is 'Private: a task is no longer to be done.';
