-- Params: {"id", "step"}. Returns chain.chain_as_json. Raises ZA004, LG001, LG002, and what chain.retry_step
-- raises.

create or replace function chain.serve_retry_step(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  perform ledger.require_body(p_call.body, '{}');
  return chain.chain_as_json(chain.retry_step(
    v_chain.company_id, v_chain.id, p_call.params ->> 'step', (p_call.caller).principal_id));
end
$$;

comment on function chain.serve_retry_step(access.call) is
  'Serves POST chains/{id}/steps/{step}/retry.';
