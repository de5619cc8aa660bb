select plan(4);
select open_books();
select fund('alice', '10.00');
select raises($$select close_account(company(), account('alice'))$$, 'LG072', 'not with money on it');
select book(transfer('alice', 'bob', '10.00'));
select is((close_account(company(), account('alice'))).status, 'closed', 'once it is empty');
select is((close_account(company(), account('alice'))).status, 'closed', 'twice is no matter');
select is(verdict(transfer('cash', 'alice', '1.00')), 'LG013', 'nothing is posted any more');
select * from finish();
