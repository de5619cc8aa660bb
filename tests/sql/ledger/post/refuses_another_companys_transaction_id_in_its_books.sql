select plan(2);
select open_books('birch'), open_books('acme'), open_books('cedar');
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select is(
  verdict(transaction(booking(debit('birch/cash', '1.00'), credit('bank', '1.00')))
    || jsonb_build_object('transaction_id', (select id from atomic_transactions))),
  'LG014', 'birch may not add an entry of its own to acme''s transaction');
select is(
  verdict(transaction(booking(debit('cedar/cash', '1.00'), credit('bank', '1.00')))
    || jsonb_build_object('transaction_id', (select id from atomic_transactions))),
  'LG014', 'nor may cedar');
select * from finish();
