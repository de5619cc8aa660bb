select plan(5);
select open_books();
select place('cash', 30);
select raises(
  format('select release_lien(company(), (select id from liens), %L)', a.amount), 'LN006', a.amount)
from (values ('0'), ('-1'), ('NaN'), ('Infinity'), ('0.001')) a (amount);
select * from finish();
