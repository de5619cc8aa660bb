select plan(1);
select open_books();
select create_atomic(
  booking(debit('alice', '10.00'), credit('bob', '10.00')),
  booking(debit('cash', '10.00'), credit('alice', '10.00')));
select is(balance('bob'), 10.00, 'spent by the first, received by the second');
select * from finish();
