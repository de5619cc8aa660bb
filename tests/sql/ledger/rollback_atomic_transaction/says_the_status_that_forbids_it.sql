select plan(1);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select throws_ok(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'LG051',
  'Transaction cannot be rolled back. Current status: rolled_back', 'in the words of the guide');
select * from finish();
