-- {"v", "chain_id", "company_id", "state", "definition", "failure", "transaction_id"}, once a commit that
-- changed the state: of several changes in one commit, the last.

create or replace function chain.emit_chain(p_chain chain.chains)
  returns void
  language plpgsql
as $$
begin
  perform relay.emit(array[row(
    p_chain.company_id, 'chain/' || p_chain.id, p_chain.version, 'chain.' || lower(p_chain.state),
    json_build_object(
      'v', 1, 'chain_id', p_chain.id, 'company_id', p_chain.company_id, 'state', p_chain.state,
      'definition', p_chain.definition, 'failure', p_chain.failure,
      'transaction_id', p_chain.transaction_id))::relay.event]);
end
$$;

comment on function chain.emit_chain(chain.chains) is 'Private: tells of a chain''s state.';
