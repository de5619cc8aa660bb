-- Body: {"company_id", "name", "measure", "threshold", "action", "currency"?, "window"?, "account_id"?}; the
-- threshold is a string of plain digits, the window in seconds. Returns chain.risk_rule_as_json. Raises
-- LG001, LG002, ZA003 (another company than the call's), LG020 to LG024, and what chain.set_risk_rule raises.

create or replace function chain.serve_set_risk_rule(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_window numeric;
begin
  perform ledger.require_body(p_call.body,
    '{"company_id": "string", "name": "string!", "measure": "string!", "threshold": "string!",
      "action": "string!", "currency": "string", "window": "number", "account_id": "string"}');
  perform access.require_company(
    array[p_call.company_id], ledger.read_uuid(p_call.body ->> 'company_id'));
  v_window := (p_call.body ->> 'window')::numeric;
  if v_window not between 0.001 and 3153600000 then
    raise exception using errcode = 'LG019', message = 'window is a number of seconds, up to 100 years';
  end if;
  return chain.risk_rule_as_json(chain.set_risk_rule(
    p_call.company_id, p_call.body ->> 'name', p_call.body ->> 'measure',
    ledger.read_amount('threshold', p_call.body -> 'threshold'), p_call.body ->> 'action',
    p_call.body ->> 'currency', make_interval(secs => v_window::double precision),
    ledger.read_uuid(p_call.body ->> 'account_id'), (p_call.caller).principal_id));
end
$$;

comment on function chain.serve_set_risk_rule(access.call) is
  'Serves POST risk-rules.';
