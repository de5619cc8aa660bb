select plan(4);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select is(balance('alice'), 100.00, 'posted stays');
select is(held('alice'), 30.00, 'held rises');
select is(available('alice'), 70.00, 'available falls');
select is(account_version('alice'), 1::bigint, 'a lien is no line');
select * from finish();
