select plan(5);
select open_books(), open_books('birch');
select book(transaction(entry(
  debit('cash', '5.00'), credit('birch/sales', '5.00'), debit('birch/dollars', '8.00'),
  credit('dollar_sales', '8.00'))));
select is(balance('due-to:birch:EUR'), 5.00, 'euros one way');
select is(balance('birch/due-from:acme:EUR'), 5.00, 'on both sides');
select is(balance('due-from:birch:USD'), 8.00, 'dollars the other');
select is(balance('birch/due-to:acme:USD'), 8.00, 'on both sides');
select is(sum(line_count), 8::bigint, 'two lines more in each company') from journal_entries;
select * from finish();
