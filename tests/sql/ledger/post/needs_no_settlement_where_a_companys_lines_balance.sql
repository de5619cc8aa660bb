select plan(3);
select open_books(), open_books('birch');
select book(transaction(entry(
  debit('cash', '1.00'), credit('sales', '1.00'), debit('birch/cash', '5.00'),
  credit('birch/sales', '5.00'))));
select is(balance('sales'), 1.00, 'acme''s own');
select is(balance('birch/sales'), 5.00, 'birch''s own');
select is(count(*), 0::bigint, 'and neither owes the other') from accounts where purpose = 'intercompany';
select * from finish();
