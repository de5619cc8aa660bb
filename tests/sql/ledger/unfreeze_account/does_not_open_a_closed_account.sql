select plan(2);
select open_books();
select from close_account(company(), account('alice'));
select raises($$select unfreeze_account(company(), account('alice'))$$, 'LG013', 'closed is for good');
select raises($$select freeze_account(company(), account('alice'))$$, 'LG013', 'it cannot be frozen either');
select * from finish();
