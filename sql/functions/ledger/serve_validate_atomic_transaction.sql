-- Body: {"transactions", …} as for creating. Returns what ledger.validate_atomic_transaction does. Raises
-- LG002 for a field that is not known, in strict mode.

create or replace function ledger.serve_validate_atomic_transaction(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  perform ledger.refuse_unknown_fields(
    p_call.company_id, p_call.body, '{transactions,metadata,group_name,description}');
  return ledger.validate_atomic_transaction(
    p_call.body -> 'transactions', p_call.company_id, (p_call.caller).companies);
end
$$;

comment on function ledger.serve_validate_atomic_transaction(access.call) is
  'Serves POST atomic-transactions/validate.';
