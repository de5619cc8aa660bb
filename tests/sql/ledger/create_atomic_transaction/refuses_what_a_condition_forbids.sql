select plan(3);
select open_books();
select lives_ok(
  $$select create_atomic(booking(debit('cash', '1.00', '{"if": {"version": 0}}'), credit('sales', '1.00')))$$,
  'it holds');
select raises(
  $$select create_atomic(booking(debit('cash', '1.00', '{"if": {"version": 0}}'), credit('sales', '1.00')))$$,
  'LG041',
  'it does not');
select raises(
  $$select create_atomic(booking(debit('cash', '1.00', '{"if": {"versions": 0}}'),
    credit('sales', '1.00')))$$, 'LG001',
  'it is malformed');
select * from finish();
