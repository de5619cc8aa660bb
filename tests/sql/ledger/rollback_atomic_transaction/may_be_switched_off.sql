select plan(2);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from set_posting_limits(company(), p_enable_rollback => false);
select raises(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'LG052', 'off');
select from set_posting_limits(company(), p_enable_rollback => true);
select lives_ok(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'and on again');
select * from finish();
