select plan(2);
select open_books();
select place('cash', 30);
select from capture_lien(company(), (select id from liens), 30, account('bank'));
select is(balance('cash'), -30.00, 'what is held on an asset is credited to it');
select is(balance('bank'), 30.00, 'and debited to the other');
select * from finish();
