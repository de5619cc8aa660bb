select plan(1);
select open_books(), open_books('birch');
select create_atomic(booking(debit('cash', '10.00'), credit('birch/alice', '10.00')));
select book(transfer('birch/alice', 'birch/bob', '0.01'));
select raises(
  'select rollback_atomic_transaction(company(), (select id from atomic_transactions))', 'LG040',
  'birch''s alice has spent it');
select * from finish();
