-- Params: {"id"}. Body: {"step", "approve"?: true, "reason"?}; without approval it is a rejection. Returns
-- chain.chain_as_json. Raises ZA004, LG001, LG002, and what chain.signal raises.

create or replace function chain.serve_approve_step(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  perform ledger.require_body(p_call.body, '{"step": "string!", "approve": "boolean", "reason": "string"}');
  return chain.chain_as_json(chain.signal(
    v_chain.company_id, v_chain.id, p_call.body ->> 'step',
    jsonb_strip_nulls(jsonb_build_object('reason', p_call.body -> 'reason')),
    case p_call.body -> 'approve' when 'false' then 'rejection' else 'approval' end,
    (p_call.caller).principal_id));
end
$$;

comment on function chain.serve_approve_step(access.call) is
  'Serves POST chains/{id}/approvals.';
