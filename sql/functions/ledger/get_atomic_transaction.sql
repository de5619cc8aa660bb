-- The guide's response: {"atomic_transaction_id", "status", "company_id", "transaction_group_id",
-- "created_at", "completed_at", "rolled_back_at", "metadata", "journal_entries", "journal_entry_count", …}.
-- The entries are those in the books of p_companies (null for all), found by the transaction's index
-- (offset 0: not in the order that they are wanted in). Raises LG050.

create or replace function ledger.get_atomic_transaction(
  p_company_id uuid,
  p_transaction_id uuid,
  p_companies uuid[] default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_transaction ledger.atomic_transactions;
  v_entries jsonb;
begin
  select t.* into v_transaction from ledger.atomic_transactions t
  where t.company_id = p_company_id and t.id = p_transaction_id;
  if v_transaction.id is null then
    raise exception using
      errcode = 'LG050', message = format('Atomic transaction not found: %s', p_transaction_id);
  end if;
  select coalesce(jsonb_agg(jsonb_build_object(
    'entry_id', e.id, 'company_id', e.company_id, 'description', e.description,
    'posted_at', ledger.as_time(e.posted_at),
    'effective_at', ledger.as_time(e.effective_at), 'metadata', e.metadata,
    'lines', (
      select jsonb_agg(jsonb_build_object(
        'line_no', l.line_no, 'account_id', l.account_id, 'currency', l.currency,
        'description', l.description,
        'debit_amount', round(l.debit_amount, c.exponent)::text,
        'credit_amount', round(l.credit_amount, c.exponent)::text)
        order by l.line_no)
      from ledger.journal_lines l
      join ledger.currencies c on c.code = l.currency
      where l.company_id = e.company_id and l.entry_id = e.id)) order by e.id), '[]')
  into v_entries
  from (
    select j.* from ledger.entries_of(p_company_id, p_transaction_id) j
    where p_companies is null or j.company_id = any (p_companies)
    offset 0
  ) e;
  return jsonb_build_object(
    'atomic_transaction_id', v_transaction.id, 'status', v_transaction.status,
    'company_id', v_transaction.company_id, 'transaction_group_id', v_transaction.transaction_group_id,
    'description', v_transaction.description, 'created_at', ledger.as_time(v_transaction.created_at),
    'completed_at', ledger.as_time(v_transaction.completed_at),
    'rolled_back_at', ledger.as_time(v_transaction.rolled_back_at),
    'rollback_data', v_transaction.rollback_data, 'metadata', v_transaction.metadata,
    'journal_entries', v_entries, 'journal_entry_count', jsonb_array_length(v_entries));
end
$$;

comment on function ledger.get_atomic_transaction(uuid, uuid, uuid[]) is
  'An atomic transaction with its journal entries, as in the guide.';
