select plan(2);
select open_books();
select from freeze_account(company(), account('alice'));
select from close_account(company(), account('bob'));
select raises(
  $$select create_atomic(booking(debit('cash', '1.00'), credit('alice', '1.00')))$$, 'LG012', 'frozen');
select raises(
  $$select create_atomic(booking(debit('cash', '1.00'), credit('bob', '1.00')))$$, 'LG013', 'closed');
select * from finish();
