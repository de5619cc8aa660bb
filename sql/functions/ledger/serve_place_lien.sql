-- Params: {"id"}, the account. Body: {"amount", "reason"?, "expires_at"?, "metadata"?}.
-- Returns ledger.lien_as_json. Raises ZA004, LG001, LG002, LG020 to LG023, and what ledger.place_lien raises.

create or replace function ledger.serve_place_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_account ledger.accounts := ledger.called_account(p_call);
begin
  perform ledger.require_body(p_call.body,
    '{"amount": "string!", "reason": "string", "expires_at": "string", "metadata": "object"}');
  return ledger.lien_as_json(ledger.place_lien(
    v_account.company_id, v_account.id, ledger.read_amount('amount', p_call.body -> 'amount'),
    p_call.body ->> 'reason', ledger.read_expiry(p_call.body),
    coalesce(nullif(p_call.body -> 'metadata', 'null'), '{}'), (p_call.caller).principal_id));
end
$$;

comment on function ledger.serve_place_lien(access.call) is
  'Serves POST accounts/{id}/liens.';
