-- The reversing entries of a transaction, in all companies: the same lines with their sides exchanged.

create or replace function ledger.reverse_entries(
  p_company_id uuid,
  p_transaction_id uuid,
  p_reversal_id uuid,
  p_principal_id uuid,
  p_request_id uuid,
  out entries ledger.entry[],
  out lines ledger.line[]
)
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  v_id uuid := ledger.new_id();
begin
  with originals as (
    select e.*,
           row_number() over (order by e.company_id <> p_company_id, e.company_id, e.id)::integer as index
    from ledger.entries_of(p_company_id, p_transaction_id) e
  )
  select
    (select array_agg(row(
      0, o.company_id, ledger.id_after(v_id, o.index), p_company_id, p_reversal_id, o.chain_id, o.step,
      p_principal_id,
      p_request_id, 'Reversal: ' || o.description, null, o.id, o.line_count,
      '{}', null)::ledger.entry order by o.index)
     from originals o),
    (select array_agg(row(
      0, o.index, l.line_no, l.company_id, l.account_id, l.currency, l.credit_amount, l.debit_amount,
      l.description, null)::ledger.line order by o.index, l.line_no)
     from originals o
     join ledger.journal_lines l on l.company_id = o.company_id and l.entry_id = o.id)
  into entries, lines;
end
$$;

comment on function ledger.reverse_entries(uuid, uuid, uuid, uuid, uuid) is
  'Private: the entries that undo a transaction, with their lines.';
