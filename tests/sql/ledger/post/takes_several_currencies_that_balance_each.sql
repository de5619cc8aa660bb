select plan(2);
select open_books();
select book(transaction(entry(
  debit('dollars', '5.00'), credit('dollar_sales', '5.00'), debit('yen', '700'),
  credit('yen_sales', '700'))));
select is(balance('dollars'), 5.00, 'the dollars');
select is(balance('yen'), 700::numeric, 'and the yen');
select * from finish();
