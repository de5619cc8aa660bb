select plan(4);
select open_books();
select fund('alice', '10.00');
select is(verdict(transfer('alice', 'bob', '10.00')), 'posted', 'down to it');
select is_refused(transfer('alice', 'bob', '10.01'), 'LG040', 'not below');
select from set_account_floor(company(), account('alice'), -5);
select is(verdict(transfer('alice', 'bob', '15.00')), 'posted', 'a negative floor is an overdraft');
select is_refused(transfer('alice', 'bob', '15.01'), 'LG040', 'with an end');
select * from finish();
