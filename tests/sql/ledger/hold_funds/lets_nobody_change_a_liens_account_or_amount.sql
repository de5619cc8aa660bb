select plan(24);
select open_books();
select place('cash', 1);
select raises_for_all(format('update ledger.liens set %s', s.change), 'LG065', s.change)
from (values
  ('amount = 2'), ($$account_id = account('bank')$$), ('id = new_id()'),
  ('company_id = new_id()')) s (change);
select * from finish();
