select plan(3);
select open_books();
create temp table answer on commit drop as
select ledger.create_atomic_transaction(
  company(),
  jsonb_build_array(booking(
    debit('cash', '1000.00', '{"credit_amount": "0.00"}'),
    credit('sales', '1000.00', '{"debit_amount": "0.00"}'))),
  p_group_name => 'Daily Cash Receipts', p_description => 'Customer payment for services') as body;
select is(
  (select body - 'atomic_transaction_id' - 'transaction_group_id' from answer),
  '{"success": true, "status": "completed", "total_debit": "1000.00", "total_credit": "1000.00",
    "transaction_count": 1, "message": "Atomic transaction created successfully"}',
  'the fields and texts of the guide');
select set_eq(
  $$select (body ->> 'atomic_transaction_id')::uuid as id, (body ->> 'transaction_group_id')::uuid as group_id
    from answer$$,
  'select id, transaction_group_id from atomic_transactions', 'the ids of what it made');
select is(balance('cash'), 1000.00, 'and the money has moved');
select * from finish();
