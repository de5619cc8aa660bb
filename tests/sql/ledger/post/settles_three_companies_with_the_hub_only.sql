select plan(7);
select open_books(), open_books('birch'), open_books('cedar');
select book(transaction(entry(
  debit('cash', '10.00'), credit('birch/sales', '4.00'), credit('cedar/sales', '9.00'),
  debit('birch/cash', '3.00'))));
select is(balance('due-to:birch:EUR'), 1.00, 'what birch is owed is netted');
select is(balance('birch/due-from:acme:EUR'), 1.00, 'on both sides');
select is(balance('due-to:cedar:EUR'), 9.00, 'what cedar is owed');
select is(balance('cedar/due-from:acme:EUR'), 9.00, 'on both sides');
select is(account('birch/due-from:cedar:EUR'), null, 'birch and cedar have nothing to do with each other');
select is(account('birch/due-to:cedar:EUR'), null, 'nothing at all');
select is(count(*), 3::bigint, 'an entry a company') from journal_entries;
select * from finish();
