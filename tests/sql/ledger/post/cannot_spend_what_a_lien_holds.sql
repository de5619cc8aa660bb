select plan(3);
select open_books();
select fund('alice', '100.00');
select place('alice', 60);
select is(verdict(transfer('alice', 'bob', '40.00')), 'posted', 'what is available');
select is_refused(transfer('alice', 'bob', '40.01'), 'LG040', 'no more');
select is(verdict(transfer('cash', 'alice', '1.00')), 'posted', 'a deposit is no matter');
select * from finish();
