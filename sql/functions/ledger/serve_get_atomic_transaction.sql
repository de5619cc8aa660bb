-- Params: {"id"}. Returns what ledger.get_atomic_transaction does. Raises ZA004.

create or replace function ledger.serve_get_atomic_transaction(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_transaction ledger.atomic_transactions := ledger.called_transaction(p_call);
begin
  return ledger.get_atomic_transaction(
    v_transaction.company_id, v_transaction.id, (p_call.caller).companies);
end
$$;

comment on function ledger.serve_get_atomic_transaction(access.call) is
  'Serves GET atomic-transactions/{id}.';
