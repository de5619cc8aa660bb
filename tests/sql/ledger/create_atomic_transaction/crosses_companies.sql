select plan(4);
select open_books(), open_books('birch');
select create_atomic(booking(debit('birch/cash', '10.00'), credit('cash', '10.00')));
select is(balance('birch/cash'), 10.00, 'birch has the money');
select is(balance('due-from:birch:EUR'), 10.00, 'and owes it acme');
select is(balance('birch/due-to:acme:EUR'), 10.00, 'on both sides');
select results_eq(
  'select company_id from atomic_transactions', $$values (company())$$,
  'it is a transaction of the company that asked');
select * from finish();
