select plan(3);
select open_books();
select create_atomic(booking(debit('cash', '10.00'), credit('alice', '10.00')));
select book(transfer('alice', 'bob', '0.01'));
select raises(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'LG040',
  'money that was spent');
select book(transfer('bob', 'alice', '0.01'));
select place('alice', 0.01);
select raises(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'LG040',
  'money that is held');
select from release_lien(company(), (select id from liens));
select lives_ok(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))',
  'until it is there again');
select * from finish();
