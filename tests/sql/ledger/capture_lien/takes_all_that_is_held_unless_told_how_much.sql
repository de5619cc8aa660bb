select plan(2);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select from release_lien(company(), (select id from liens), 10);
select is(
  (capture_lien(company(), (select id from liens), null, account('bob'))).captured::numeric, 20.00,
  'what is left of it');
select is(balance('bob'), 20.00, 'has moved');
select * from finish();
