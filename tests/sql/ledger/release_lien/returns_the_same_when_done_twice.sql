select plan(3);
select open_books();
select place('cash', 30);
create temp table first on commit drop as select (release_lien(company(), id)).* from liens;
create temp table before on commit drop as select digest();
select results_eq(
  'select * from release_lien(company(), (select id from liens))', 'select * from first',
  'the lien as it is');
select is(digest(), (select digest from before), 'nothing has changed');
select raises(
  'select release_lien(company(), (select id from liens), 1)', 'LN004', 'but a part of it is gone');
select * from finish();
