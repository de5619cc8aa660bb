select plan(1);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select place('cash', 1);
select raises(
  $$select capture_lien(company(), (select id from liens), 1, account('due-from:birch:EUR'))$$, 'LG015',
  'nobody pays into them');
select * from finish();
