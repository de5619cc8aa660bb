select plan(2);
select open_books();
select from set_account_floor(company(), account('alice'), null);
select place('alice', 1);
select raises($$select close_account(company(), account('alice'))$$, 'LG072', 'not with a lien on it');
select from release_lien(company(), (select id from liens));
select is((close_account(company(), account('alice'))).status, 'closed', 'once it is released');
select * from finish();
