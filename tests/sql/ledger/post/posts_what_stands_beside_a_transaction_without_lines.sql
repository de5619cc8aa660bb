select plan(5);
select open_books();
select results_eq(
  format($$select position, status, code
    from ledger.post(jsonb_build_array(%L::jsonb, transfer('cash', 'sales', '1.00')))$$,
    f.faulty),
  format($$values (0, 'refused', %L), (1, 'posted', null)$$, f.code),
  f.what)
from (values
  ('{"entries": []}'::jsonb, 'LG001', 'after one without entries'),
  ('{}', 'LG001', 'after an empty object'),
  ('7', 'LG001', 'after a number'),
  ('{"entries": [{"description": "A test", "lines": []}]}', 'LG003',
    'after one whose entry has no lines')) f (faulty, code, what);
select is(balance('sales'), 4.00, 'and it counts');
select * from finish();
