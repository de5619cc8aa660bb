select plan(6);
select open_books();
select place('cash', 30);
select raises(
  format($$select capture_lien(company(), (select id from liens), %L, account('bank'))$$, a.amount), 'LN006',
  a.amount)
from (values ('0'), ('-1'), ('NaN'), ('Infinity'), ('0.001'), ('-Infinity')) a (amount);
select * from finish();
