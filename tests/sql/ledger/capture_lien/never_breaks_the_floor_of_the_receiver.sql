select plan(1);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select from set_account_floor(company(), account('bank'), 0);
select raises(
  $$select capture_lien(company(), (select id from liens), 30, account('bank'))$$, 'LG040',
  'to credit an asset lowers it, and this one is at its floor');
select * from finish();
