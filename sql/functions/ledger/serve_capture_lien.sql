-- Params: {"id"}. Body: {"amount", "to_account_id", "keep_rest"?}. Returns ledger.lien_as_json.
-- Raises ZA004, LG001, LG002, LG020 to LG023, and what ledger.capture_lien raises.

create or replace function ledger.serve_capture_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_lien ledger.liens := ledger.called_lien(p_call);
begin
  perform ledger.require_body(p_call.body,
    '{"amount": "string!", "to_account_id": "string!", "keep_rest": "boolean"}');
  return ledger.lien_as_json(ledger.capture_lien(
    v_lien.company_id, v_lien.id, ledger.read_amount('amount', p_call.body -> 'amount'),
    ledger.read_uuid(p_call.body ->> 'to_account_id'), coalesce(p_call.body -> 'keep_rest' = 'true', false),
    (p_call.caller).principal_id, (p_call.caller).request_id));
end
$$;

comment on function ledger.serve_capture_lien(access.call) is
  'Serves POST liens/{id}/capture.';
