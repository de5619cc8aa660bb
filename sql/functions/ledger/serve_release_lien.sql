-- Params: {"id"}. Body: {"amount"?}, all of it without one. Returns ledger.lien_as_json.
-- Raises ZA004, LG001, LG002, LG020 to LG023, and what ledger.release_lien raises.

create or replace function ledger.serve_release_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_lien ledger.liens := ledger.called_lien(p_call);
begin
  perform ledger.require_body(p_call.body, '{"amount": "string"}');
  return ledger.lien_as_json(ledger.release_lien(
    v_lien.company_id, v_lien.id, ledger.read_amount('amount', p_call.body -> 'amount'),
    (p_call.caller).principal_id));
end
$$;

comment on function ledger.serve_release_lien(access.call) is
  'Serves POST liens/{id}/release.';
