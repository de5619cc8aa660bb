select plan(9);
select open_books();
select raises(
  format('select place(%L, %s)', a.account, coalesce(quote_literal(a.amount), 'null')), 'LN006',
  coalesce(a.amount, 'null'))
from (values
  ('cash', '0'), ('cash', '-1'), ('cash', 'NaN'), ('cash', 'Infinity'), ('cash', '-Infinity'),
  ('cash', '0.001'), ('cash', '1e30'),
  ('yen', '0.5'), ('cash', null)) a (account, amount);
select * from finish();
