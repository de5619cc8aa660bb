select plan(2);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
update atomic_transactions set status = 'completed', rolled_back_at = null, rollback_data = null;
select raises(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', '23505',
  'a status that was changed by hand is not believed');
update atomic_transactions set status = 'rolled_back', rolled_back_at = audit.clock(), rollback_data = '{}';
select is(balance('cash'), 0.00, 'it is reversed, once');
select * from finish();
