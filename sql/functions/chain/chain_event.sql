-- {"v", "chain_id", "company_id", "state", "definition", "failure", "transaction_id"}, once a commit that
-- changed the state: of several changes in one commit, the last.

create or replace function chain.chain_event(p_chain chain.chains)
  returns relay.event
  language plpgsql
  stable
as $$
begin
  return row(
    p_chain.company_id, 'chain/' || p_chain.id, p_chain.version, 'chain.' || lower(p_chain.state collate "C"),
    json_build_object(
      'v', 1, 'chain_id', p_chain.id, 'company_id', p_chain.company_id, 'state', p_chain.state,
      'definition', p_chain.definition, 'failure', p_chain.failure,
      'transaction_id', p_chain.transaction_id))::relay.event;
end
$$;

comment on function chain.chain_event(chain.chains) is 'Private: what is told of a chain.';
