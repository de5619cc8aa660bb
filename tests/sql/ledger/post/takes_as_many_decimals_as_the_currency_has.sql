select plan(5);
select open_books();
select book(transfer('yen', 'yen_sales', '5'));
select is(balance('yen'), 5::numeric, 'none of a yen');
select book(transfer('dinars', 'dinar_sales', '5.125'));
select is(balance('dinars'), 5.125, 'three of a dinar');
select book(transfer('cash', 'sales', '5.1'));
select is(balance('cash'), 5.10, 'two of a euro, or fewer');
select book(transaction(entry(
  debit('yen', '7', '{"credit_amount": "0.00"}'), credit('yen_sales', '7', '{"debit_amount": "0.00"}'))));
select is(balance('yen'), 12::numeric, 'the unused side may say 0.00 whatever the currency');
select is(scale(min(debit_amount)), 0, 'it is kept with the currency''s own') from journal_lines
where currency = 'JPY';
select * from finish();
