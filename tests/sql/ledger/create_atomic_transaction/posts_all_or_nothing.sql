select plan(1);
select open_books();
select raises(
  $$select create_atomic(
      booking(debit('cash', '10.00'), credit('bob', '10.00')),
      booking(debit('alice', '0.01'), credit('bob', '0.01')))$$,
  'LG040', 'the second cannot be posted, so the first is not');
select * from finish();
