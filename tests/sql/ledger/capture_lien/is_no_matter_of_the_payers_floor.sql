select plan(1);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select from set_account_floor(company(), account('alice'), 100);
select lives_ok(
  $$select capture_lien(company(), (select id from liens), 30, account('bob'))$$,
  'what was held was not available before either');
select * from finish();
