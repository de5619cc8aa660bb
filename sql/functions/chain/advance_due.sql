-- Goes on with the chain that is due first, of the highest priority, and that nobody else is working on; but
-- those in p_except. Returns its id, null when there is none. One a call, so one a commit.
-- Locks and writes: chain.advance or chain.rollback.

create or replace function chain.advance_due(p_except uuid[] default '{}')
  returns uuid
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
  v_chain chain.chains;
begin
  select c.* into v_chain from chain.chains c
  where c.due_at <= audit.clock() and c.id <> all (p_except)
  order by c.priority desc, c.due_at
  limit 1
  for update skip locked;
  if v_chain.id is not null then
    perform chain.go_on(v_chain.company_id, v_chain.id, access.system_principal());
  end if;
  return v_chain.id;
end
$$;

comment on function chain.advance_due(uuid[]) is 'Goes on with a chain that is due; returns its id.';
