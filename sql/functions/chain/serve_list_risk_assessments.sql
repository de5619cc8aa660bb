-- Params: {"id", "limit"?, "cursor"?}; cursor is the next_cursor of the page before. Returns
-- chain.list_risk_assessments: what the rules of the caller's companies said. Raises ZA004, LG019.

create or replace function chain.serve_list_risk_assessments(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_shared_chain(p_call);
begin
  return chain.list_risk_assessments(
    v_chain.id, (p_call.caller).companies, ledger.read_cursor(p_call.params, 'cursor'),
    ledger.read_limit(p_call.params));
end
$$;

comment on function chain.serve_list_risk_assessments(access.call) is
  'Serves GET chains/{id}/assessments.';
