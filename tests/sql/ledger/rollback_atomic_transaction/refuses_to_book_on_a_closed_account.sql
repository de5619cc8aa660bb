-- Closed is for good: money that came back to such an account could never leave it.
select plan(2);
select open_books();
select fund('alice', '5.00');
select create_atomic(booking(debit('alice', '5.00'), credit('bob', '5.00')));
select from close_account(company(), account('alice'));
select raises(
  $$select rollback_atomic_transaction(company(), (select id from atomic_transactions))$$, 'LG013', 'it is refused');
select is(balance('bob'), 5.00, 'and bob keeps the money');
select * from finish();
