select plan(1);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select is(
  rollback_atomic_transaction(company(), id) - 'message',
  jsonb_build_object('success', true, 'transaction_id', id),
  'success and the id')
from atomic_transactions;
select * from finish();
