-- Params: {"id", "step"}. Body: {"outcome", "reason", "output"?}. Returns chain.resolution_as_json. Raises
-- ZA004, LG001, LG002, and what chain.resolve_step raises.

create or replace function chain.serve_resolve_step(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_resolution chain.resolutions;
begin
  perform ledger.require_body(
    p_call.body, '{"outcome": "string!", "reason": "string!", "output": "object"}');
  v_resolution := chain.resolve_step(
    v_chain.company_id, v_chain.id, p_call.params ->> 'step', p_call.body ->> 'outcome',
    p_call.body ->> 'reason', nullif(p_call.body -> 'output', 'null'), (p_call.caller).principal_id);
  return chain.resolution_as_json(v_resolution);
end
$$;

comment on function chain.serve_resolve_step(access.call) is
  'Serves POST chains/{id}/steps/{step}/resolve.';
