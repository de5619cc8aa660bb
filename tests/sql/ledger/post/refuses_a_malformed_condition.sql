select plan(11);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '1.00', jsonb_build_object('if', c.condition)), credit('sales', '1.00'))),
  'LG001',
  c.condition::text)
from (values
  ('{"balance": {"gte": "0"}}'::jsonb), ('{"available": {"above": "0"}}'), ('{"available": {"gte": 0}}'),
  ('{"available": {"gte": "0x1"}}'), ('{"available": {"gte": "NaN"}}'), ('{"available": {"gte": ""}}'),
  ('{"available": "0"}'),
  ('{"version": "1"}'), ('{"version": -1}'), ('{"version": 1.5}'), ('[]')) c (condition);
select * from finish();
