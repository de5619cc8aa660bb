select plan(4);
select open_books();
select book(transfer('cash', 'alice', '100.00'));
select book(transfer('alice', 'bob', '30.00'));
select is(balance('cash'), 100.00, 'a debit raises an asset');
select is(balance('alice'), 70.00, 'a credit raises a liability, a debit lowers it');
select is(balance('bob'), 30.00, 'and the other one has it');
select is(account_version('alice'), 2::bigint, 'the version counts the lines');
select * from finish();
