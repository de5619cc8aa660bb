-- Goes on with a chain if it is due and nobody else is working on it; returns whether it was.
-- Locks and writes: chain.advance.

create or replace function chain.advance_due(p_company_id uuid, p_chain_id uuid)
  returns boolean
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_is_due boolean;
begin
  select c.due_at <= audit.clock() into v_is_due from chain.chains c
  where c.company_id = p_company_id and c.id = p_chain_id
  for update skip locked;
  if found then
    v_is_due := chain.hear_tasks(p_company_id, p_chain_id) or coalesce(v_is_due, false);
  end if;
  if v_is_due then
    perform chain.go_on(p_company_id, p_chain_id, access.system_principal());
  end if;
  return coalesce(v_is_due, false);
end
$$;

comment on function chain.advance_due(uuid, uuid) is
  'Goes on with a chain if it is due and nobody else is working on it.';
