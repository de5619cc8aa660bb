select plan(3);
select open_books();
create temp table outcome on commit drop as
select * from ledger.post(transaction(
  entry(debit('cash', '1.00'), credit('sales', '1.00')),
  entry(debit('cash', '2.00'), credit('sales', '2.00'))));
select results_eq(
  'select position, status, code, detail, errors from outcome',
  $$values (0, 'posted', null::text, null::text, null::jsonb)$$, 'it is posted');
select set_eq(
  'select unnest(entry_ids) from outcome', 'select id from journal_entries', 'with the ids of its entries');
select set_eq(
  'select transaction_id from outcome', 'select transaction_id from journal_entries', 'and its own');
select * from finish();
