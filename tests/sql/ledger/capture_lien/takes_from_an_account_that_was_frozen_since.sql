select plan(1);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select from freeze_account(company(), account('alice'));
select from capture_lien(company(), (select id from liens), 30, account('bob'));
select is(balance('bob'), 30.00, 'the promise was given before');
select * from finish();
