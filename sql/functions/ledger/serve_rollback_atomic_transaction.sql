-- Params: {"id"}. Body: {"reason"?} or none. Returns and raises what ledger.rollback_atomic_transaction
-- does; ZA003, ZA004.

create or replace function ledger.serve_rollback_atomic_transaction(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_transaction ledger.atomic_transactions := ledger.called_transaction(p_call);
begin
  perform ledger.require_body(p_call.body, '{"reason": "string"}');
  return ledger.rollback_atomic_transaction(
    v_transaction.company_id, v_transaction.id, p_call.body ->> 'reason', (p_call.caller).principal_id,
    (p_call.caller).request_id, (p_call.caller).companies);
end
$$;

comment on function ledger.serve_rollback_atomic_transaction(access.call) is
  'Serves POST atomic-transactions/{id}/rollback.';
