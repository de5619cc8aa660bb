select plan(3);
select open_books();
select create_atomic(
  booking(debit('cash', '5000.00'), credit('sales', '5000.00')),
  booking(debit('bank', '500.00'), credit('cash', '500.00')));
select is(balance('cash'), 4500.00, 'both count');
select results_eq(
  'select count(*), count(distinct transaction_id) from journal_entries', $$values (2::bigint, 1::bigint)$$,
  'two entries, one transaction');
select set_eq(
  'select id from atomic_transactions', 'select transaction_id from journal_entries',
  'whose id the entries bear');
select * from finish();
