-- Puts off a chain that could not be gone on with, so that it keeps no other waiting; one that somebody works
-- on is left to him.

create or replace function chain.postpone(p_company_id uuid, p_chain_id uuid)
  returns void
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_due boolean;
begin
  select c.due_at <= audit.clock() into v_is_due from chain.chains c
  where c.company_id = p_company_id and c.id = p_chain_id and c.ended_at is null
  for update skip locked;
  if found and (chain.hear_tasks(p_company_id, p_chain_id) or v_is_due) then
    update chain.chains c set due_at = audit.clock() + interval '1 minute'
    where c.company_id = p_company_id and c.id = p_chain_id;
  end if;
end
$$;

comment on function chain.postpone(uuid, uuid) is 'Puts off a chain that could not be gone on with.';
