select plan(2);
select open_books(), open_books('birch');
select create_atomic(booking(
  debit('cash', '1.00'), credit('sales', '1.00'), debit('birch/cash', '5.00'),
  credit('birch/alice', '5.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select is(balance('sales'), 0.00, 'acme''s own');
select is(balance('birch/alice'), 0.00, 'and birch''s, though no line of acme''s names birch');
select * from finish();
