-- Puts off a chain that could not be gone on with, so that it keeps no other waiting.

create or replace function chain.postpone(p_company_id uuid, p_chain_id uuid)
  returns void
  language sql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  update chain.chains c set due_at = audit.clock() + interval '1 minute'
  where c.company_id = p_company_id and c.id = p_chain_id and c.due_at <= audit.clock()
$$;

comment on function chain.postpone(uuid, uuid) is 'Puts off a chain that could not be gone on with.';
