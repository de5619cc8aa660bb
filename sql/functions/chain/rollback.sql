-- Undoes a chain; or some of its steps and what depends on them, and then the chain goes on without them. What
-- was rolled back before stays as it is.
-- Raises SG030, SG031, SG033, SG034, SG036. Locks: chain.load_work. Writes: chain.save_work.

create or replace function chain.rollback(
  p_company_id uuid,
  p_chain_id uuid,
  p_steps text[] default null,
  p_reason text default null,
  p_principal_id uuid default access.system_principal()
)
  returns chain.chains
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_work chain.work := chain.load_work(p_company_id, p_chain_id, p_principal_id);
begin
  if (v_work.chain).state = 'ROLLED_BACK' and p_steps is null then
    return v_work.chain;
  end if;
  return chain.save_work(chain.rollback_work(v_work, p_steps, jsonb_build_object(
    'code', 'SG026', 'detail', coalesce(p_reason, 'It was cancelled'))));
end
$$;

comment on function chain.rollback(uuid, uuid, text[], text, uuid) is
  'Undoes a chain, or some of its steps and what depends on them.';
