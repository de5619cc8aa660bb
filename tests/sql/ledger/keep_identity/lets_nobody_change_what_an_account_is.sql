select plan(24);
select open_books();
select raises_for_all(
  format('update ledger.accounts set %s where id = account(''cash'')', s.change), 'LG066', s.change)
from (values
  ($$currency = 'USD'$$), ($$normal_side = 'credit'$$), ('id = new_id()'),
  ('company_id = new_id()')) s (change);
select * from finish();
