-- Body: {"transactions", …} as for creating. Returns what ledger.validate_atomic_transaction does. Raises
-- LG001, LG002 for the other fields.

create or replace function ledger.serve_validate_atomic_transaction(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  perform ledger.raise_problems(array(
    select p from ledger.find_field_problems(p_call.company_id, p_call.body) p));
  return ledger.validate_atomic_transaction(
    p_call.body -> 'transactions', p_call.company_id, (p_call.caller).companies);
end
$$;

comment on function ledger.serve_validate_atomic_transaction(access.call) is
  'Serves POST atomic-transactions/validate.';
