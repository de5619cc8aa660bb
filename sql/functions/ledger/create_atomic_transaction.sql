-- Posts a list of transactions that succeed or fail together, in a group: the guide's request and response.
--
-- p_transactions: [{"description", "lines": [{"account_id", "description"?, "debit_amount"?,
-- "credit_amount"?}]}].
-- Returns {"success", "atomic_transaction_id", "transaction_group_id", "status", "total_debit",
-- "total_credit", "transaction_count", "message"}.
-- Raises the first problem's code with all problems as JSON in DETAIL: form and limits as "Validation
-- error: …", then LG012, LG013, LG040, LG041; LG017 for an unknown company.
-- Locks and writes: ledger.create_atomic_transactions.

create or replace function ledger.create_atomic_transaction(
  p_company_id uuid,
  p_transactions jsonb,
  p_metadata jsonb default '{}',
  p_group_name text default null,
  p_description text default null,
  p_principal_id uuid default access.system_principal(),
  p_request_id uuid default null
)
  returns jsonb
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_created ledger.created;
begin
  if not exists (select from ledger.companies c where c.id = p_company_id) then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  end if;
  select c.* into v_created
  from ledger.create_atomic_transactions(array[row(
    p_company_id,
    jsonb_build_object(
      'transactions', p_transactions, 'metadata', p_metadata, 'group_name', p_group_name,
      'description', p_description),
    row(p_principal_id, p_request_id, null)::access.caller)::ledger.creation]) c;
  return ledger.created_or_raise(v_created);
end
$$;

comment on function ledger.create_atomic_transaction(uuid, jsonb, jsonb, text, text, uuid, uuid) is
  'Posts transactions that succeed or fail together; returns the guide''s response.';
