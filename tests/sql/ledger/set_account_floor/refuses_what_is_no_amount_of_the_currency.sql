select plan(4);
select open_books();
select raises(
  format($$select set_account_floor(company(), account('alice'), %L)$$, f.floor), 'LG019', f.floor)
from (values ('0.001'), ('NaN'), ('Infinity'), ('-1e30')) f (floor);
select * from finish();
