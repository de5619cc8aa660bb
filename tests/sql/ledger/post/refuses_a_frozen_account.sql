select plan(2);
select open_books();
select fund('alice', '5.00');
select from freeze_account(company(), account('alice'));
select is_refused(transfer('alice', 'bob', '5.00'), 'LG012', 'as a payer');
select is_refused(transfer('cash', 'alice', '5.00'), 'LG012', 'and as a payee');
select * from finish();
