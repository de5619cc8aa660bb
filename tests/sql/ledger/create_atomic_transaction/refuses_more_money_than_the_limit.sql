select plan(5);
select open_books();
select lives_ok(
  $$select create_atomic(booking(debit('cash', '1000000.00'), credit('sales', '1000000.00')))$$, 'a million');
select raises(
  $$select create_atomic(booking(debit('cash', '1000000.01'), credit('sales', '1000000.01')))$$, 'LG033',
  'a cent more');
select from set_posting_limits(company(), p_max_amount_per_transaction => 10);
select raises(
  $$select create_atomic(booking(debit('cash', '6.00'), debit('bank', '5.00'), credit('sales', '11.00')))$$,
  'LG033',
  'the sum of a transaction''s debits');
select lives_ok(
  $$select create_atomic(
      booking(debit('cash', '10.00'), credit('sales', '10.00')),
      booking(debit('cash', '10.00'), credit('sales', '10.00')))$$,
  'each transaction by itself');
select lives_ok(
  $$select create_atomic(booking(
      debit('cash', '10.00'), credit('sales', '10.00'), debit('dollars', '10.00'),
      credit('dollar_sales', '10.00')))$$,
  'and each currency');
select * from finish();
