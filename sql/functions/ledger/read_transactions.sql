-- Reads transactions into what they would write. Shapes: ledger.read_lines. p_callers: who asks for each, or
-- one who asks for all.

create or replace function ledger.read_transactions(p_transactions jsonb, p_callers access.caller[])
  returns ledger.reading
  language plpgsql
  stable
as $$
declare
  v_id uuid := ledger.new_id();
  v_reading ledger.reading;
begin
  select
    p_transactions, p_callers,
    array_agg(row(
      r.position, r.hub_id, ledger.id_after(v_id, 2 * r.entry_index), r.hub_id,
      coalesce(ledger.read_uuid(r.transaction_id #>> '{}'), ledger.id_after(v_id, 2 * r.position + 1)),
      null, null,
      (p_callers[least(r.position + 1, cardinality(p_callers))]).principal_id,
      (p_callers[least(r.position + 1, cardinality(p_callers))]).request_id,
      r.entry_description, ledger.read_time(r.effective_at), null, r.line_count, r.metadata,
      null)::ledger.entry order by r.entry_index)
      filter (where coalesce(r.line_no, 0) = 0),
    coalesce(array_agg(row(
      r.position, r.entry_index, r.line_no + 1, r.company_id, r.account_id, r.currency, r.debit_amount,
      r.credit_amount, r.description, r.condition)::ledger.line order by r.entry_index, r.line_no), '{}'),
    coalesce(array_agg(distinct r.position) filter (where not r.is_plain), '{}'),
    bool_or(r.company_id <> r.hub_id),
    bool_or(r.transaction_id is not null)
  into v_reading
  from ledger.read_lines(p_transactions, p_callers) r;
  return v_reading;
end
$$;

comment on function ledger.read_transactions(jsonb, access.caller[]) is
  'Private: transactions in JSON as the entries and lines that they would write.';
