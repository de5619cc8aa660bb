select plan(1);
select open_books();
select create_atomic(
  booking(debit('cash', '1.00'), credit('sales', '1.00')),
  booking(debit('cash', '2.00'), credit('sales', '2.00')));
select results_eq(
  'select company_id, aggregate, aggregate_version, subject from outbox',
  $$select company(), 'transaction/' || id, 1::bigint, 'ledger.transaction.posted' from atomic_transactions$$,
  'one event for all of it');
select * from finish();
