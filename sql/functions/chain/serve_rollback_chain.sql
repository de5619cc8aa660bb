-- Params: {"id"}. Body: {"steps"?: [name…], "reason"?} or none. Returns chain.chain_as_json. Raises ZA004,
-- LG001, LG002, and what chain.rollback raises.

create or replace function chain.serve_rollback_chain(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  perform ledger.require_body(p_call.body, '{"steps": "array", "reason": "string"}');
  return chain.chain_as_json(chain.rollback(
    v_chain.company_id, v_chain.id,
    case jsonb_typeof(p_call.body -> 'steps') when 'array'
      then array(select jsonb_array_elements_text(p_call.body -> 'steps')) end,
    p_call.body ->> 'reason', (p_call.caller).principal_id));
end
$$;

comment on function chain.serve_rollback_chain(access.call) is
  'Serves POST chains/{id}/rollback.';
