select plan(2);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select raises(
  $$select capture_lien(company(), (select id from liens), 30.01, account('bob'))$$, 'LN003',
  'more than the lien');
select from release_lien(company(), (select id from liens), 10);
select raises(
  $$select capture_lien(company(), (select id from liens), 20.01, account('bob'))$$, 'LN003',
  'than what is left of it');
select * from finish();
