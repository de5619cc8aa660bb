select plan(2);
select open_books();
select from set_account_floor(company(), account('bank'), 0);
select is_refused(transfer('cash', 'bank', '0.01'), 'LG040', 'a credit lowers an asset');
select is(verdict(transfer('bank', 'cash', '0.01')), 'posted', 'a debit raises it');
select * from finish();
