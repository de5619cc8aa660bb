-- Params: {"id"}. Body: {"expires_at"}. Returns ledger.lien_as_json.
-- Raises ZA004, LG001, LG002, LN007, and what ledger.extend_lien raises.

create or replace function ledger.serve_extend_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_lien ledger.liens := ledger.called_lien(p_call);
begin
  perform ledger.require_body(p_call.body, '{"expires_at": "string!"}');
  return ledger.lien_as_json(ledger.extend_lien(
    v_lien.company_id, v_lien.id, ledger.read_expiry(p_call.body), (p_call.caller).principal_id));
end
$$;

comment on function ledger.serve_extend_lien(access.call) is
  'Serves POST liens/{id}/extend.';
