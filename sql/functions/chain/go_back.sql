-- Undoes a chain, or some of its steps and what depends on them. p_reason: why, where it has not failed.
-- Raises SG030, SG031, SG033, SG034, SG036, SG050, SG051. Locks: chain.load_work. Writes:
-- chain.save_work.

create or replace function chain.go_back(
  p_company_id uuid,
  p_chain_id uuid,
  p_steps text[],
  p_reason text,
  p_actor uuid
)
  returns chain.chains
  language plpgsql
as $$
declare
  v_work chain.work := chain.load_work(p_company_id, p_chain_id, p_actor);
begin
  if (v_work.chain).state = 'ROLLED_BACK' and p_steps is null then
    return v_work.chain;
  end if;
  return chain.save_work(chain.rollback_work(v_work, p_steps, p_reason));
end
$$;

comment on function chain.go_back(uuid, uuid, text[], text, uuid) is
  'Private: undoes a chain, or some of its steps and what depends on them.';
