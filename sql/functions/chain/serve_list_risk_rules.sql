-- Params: {"limit"?, "cursor"?}; cursor is the next_cursor of the page before. Returns chain.list_risk_rules.
-- Raises LG019.

create or replace function chain.serve_list_risk_rules(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return chain.list_risk_rules(
    p_call.company_id, p_call.params ->> 'cursor', ledger.read_limit(p_call.params));
end
$$;

comment on function chain.serve_list_risk_rules(access.call) is
  'Serves GET risk-rules.';
