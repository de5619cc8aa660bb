select plan(5);
select open_books();
select is_refused(
  transaction(entry(debit(c.asset, c.amount), credit(c.income, c.amount))), array['LG024', 'LG024'],
  c.amount || ' of ' || c.asset)
from (values
  ('cash', 'sales', '5.001'), ('cash', 'sales', '5.100'), ('yen', 'yen_sales', '5.5'),
  ('yen', 'yen_sales', '5.0'),
  ('dinars', 'dinar_sales', '5.0001')) c (asset, income, amount);
select * from finish();
