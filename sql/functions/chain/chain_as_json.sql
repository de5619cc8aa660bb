create or replace function chain.chain_as_json(p_chain chain.chains)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'id', p_chain.id, 'company_id', p_chain.company_id, 'state', p_chain.state,
    'definition', p_chain.definition, 'definition_version', p_chain.definition_version,
    'settlement', p_chain.settlement, 'on_failure', p_chain.on_failure, 'priority', p_chain.priority,
    'deadline', ledger.as_time(p_chain.deadline), 'due_at', ledger.as_time(p_chain.due_at),
    'waiting_on', p_chain.waiting_on, 'failure', p_chain.failure, 'transaction_id', p_chain.transaction_id,
    'epoch', p_chain.epoch, 'metadata', p_chain.metadata, 'created_at', ledger.as_time(p_chain.created_at),
    'ended_at', ledger.as_time(p_chain.ended_at))
$$;

comment on function chain.chain_as_json(chain.chains) is 'A chain as callers see it, without its steps.';
