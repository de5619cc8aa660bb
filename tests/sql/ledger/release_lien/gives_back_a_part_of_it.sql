select plan(4);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select results_eq(
  'select released, status from release_lien(company(), (select id from liens), 10)',
  $$values (10.00::amount, 'active')$$,
  'a part');
select is(available('alice'), 80.00, 'is available');
select raises(
  'select release_lien(company(), (select id from liens), 20.01)', 'LN003', 'no more than is held');
select is((release_lien(company(), (select id from liens), 20)).status, 'released', 'the last part ends it');
select * from finish();
