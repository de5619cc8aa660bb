-- Puts off a chain that could not be gone on with, so that it keeps no other waiting; one that somebody works
-- on is left to him.

create or replace function chain.postpone(p_company_id uuid, p_chain_id uuid)
  returns void
  language sql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  update chain.chains c set due_at = audit.clock() + interval '1 minute'
  where (c.company_id, c.id) in (
    select d.company_id, d.id from chain.chains d
    where d.company_id = p_company_id and d.id = p_chain_id and d.due_at <= audit.clock()
    for update skip locked)
$$;

comment on function chain.postpone(uuid, uuid) is 'Puts off a chain that could not be gone on with.';
