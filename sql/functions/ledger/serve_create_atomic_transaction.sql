-- Body: {"transactions", "metadata"?, "group_name"?, "description"?}. Returns what
-- ledger.create_atomic_transaction does, and raises what it would. The service sends what comes together
-- through access.request_creations.

create or replace function ledger.serve_create_atomic_transaction(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_created ledger.created;
begin
  select c.* into v_created
  from ledger.create_atomic_transactions(
    array[row(p_call.company_id, p_call.body, p_call.caller)::ledger.creation]) c;
  return ledger.created_or_raise(v_created);
end
$$;

comment on function ledger.serve_create_atomic_transaction(access.call) is
  'Serves POST atomic-transactions.';
