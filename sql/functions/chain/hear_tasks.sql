-- Notes that a chain is told what became of its tasks; returns whether there was one to be told of.

create or replace function chain.hear_tasks(p_company_id uuid, p_chain_id uuid)
  returns boolean
  language plpgsql
as $$
begin
  update chain.tasks t set is_told = true
  where t.company_id = p_company_id and t.chain_id = p_chain_id and not t.is_told
    and t.state in ('SUCCEEDED', 'FAILED', 'VOID', 'PARKED');
  return found;
end
$$;

comment on function chain.hear_tasks(uuid, uuid) is
  'Private: notes that a chain is told what became of its tasks.';
