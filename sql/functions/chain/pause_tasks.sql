-- What a chain that is held asked of the outside is not begun until the chain goes on, nor done again.

create or replace function chain.pause_tasks(p_company_id uuid, p_chain_id uuid)
  returns void
  language plpgsql
as $$
declare
  v_task chain.tasks;
begin
  for v_task in
    select t.* from chain.tasks t
    where t.company_id = p_company_id and t.chain_id = p_chain_id and t.ended_at is null and not t.is_undoing
    order by t.step_no, t.run
    for update
  loop
    perform chain.drop_task(v_task);
  end loop;
end
$$;

comment on function chain.pause_tasks(uuid, uuid) is
  'Private: what a chain that is held asked of the outside is not begun, nor done again.';
