-- As creating does.
select plan(4);
select open_books(), with_key('till', '{ledger:read}', 'acme');
select throws_ok(
  format($$select ask('till', 'validate_atomic_transaction', company(), '{}', %L)$$,
    to_move('cash', 'sales', '1.00') || field), code, null, field::text)
from (values
  ('{"metadata": []}'::jsonb, 'LG001'), ('{"description": {}}', 'LG001'),
  (jsonb_build_object('group_name', repeat('g', 201)), 'LG001'), ('{"fields": 1}', 'LG002')) x (field, code);
select * from finish();
