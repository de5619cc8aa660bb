create or replace function chain.lock_task(p_step chain.steps, p_is_undoing boolean)
  returns chain.tasks
  language plpgsql
as $$
declare
  v_task chain.tasks;
begin
  select t.* into v_task from chain.tasks t
  where t.company_id = p_step.company_id and t.chain_id = p_step.chain_id and t.step_no = p_step.step_no
    and t.run = p_step.run and t.is_undoing = p_is_undoing
  for update;
  return v_task;
end
$$;

comment on function chain.lock_task(chain.steps, boolean) is
  'Private: the task of a step, locked; null where there is none.';
