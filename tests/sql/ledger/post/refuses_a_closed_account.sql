select plan(1);
select open_books();
select from close_account(company(), account('alice'));
select is_refused(transfer('cash', 'alice', '5.00'), 'LG013', 'a closed account takes nothing');
select * from finish();
