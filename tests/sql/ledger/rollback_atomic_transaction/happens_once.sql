select plan(1);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select raises(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'LG051',
  'a second one is refused');
select * from finish();
