-- Goes on with a chain, forward or with its undoing.

create or replace function chain.go_on(p_company_id uuid, p_chain_id uuid, p_actor uuid)
  returns chain.chains
  language plpgsql
as $$
declare
  v_chain chain.chains;
begin
  select c.* into v_chain from chain.chains c
  where c.company_id = p_company_id and c.id = p_chain_id for update;
  if v_chain.state = 'ROLLING_BACK' or (v_chain.state = 'FAILED' and v_chain.deadline <= audit.clock()) then
    return chain.go_back(p_company_id, p_chain_id, null, null, p_actor);
  elsif v_chain.state = 'FAILED' then
    return chain.save_work(chain.hold(chain.go_on_undoing(
      chain.load_work(p_company_id, p_chain_id, p_actor))));
  end if;
  return chain.go_forward(chain.load_work(p_company_id, p_chain_id, p_actor));
end
$$;

comment on function chain.go_on(uuid, uuid, uuid) is
  'Private: goes on with a chain, forward or with its undoing.';
