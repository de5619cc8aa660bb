-- Params: {"id"}. Body: {"name", "payload"?}. Returns chain.chain_as_json. Raises ZA004, LG001, LG002, and
-- what chain.signal raises.

create or replace function chain.serve_signal_chain(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  perform ledger.require_body(p_call.body, '{"name": "string!", "payload": "object"}');
  return chain.chain_as_json(chain.signal(
    v_chain.company_id, v_chain.id, p_call.body ->> 'name',
    coalesce(nullif(p_call.body -> 'payload', 'null'), '{}'), 'signal', (p_call.caller).principal_id));
end
$$;

comment on function chain.serve_signal_chain(access.call) is
  'Serves POST chains/{id}/signals.';
