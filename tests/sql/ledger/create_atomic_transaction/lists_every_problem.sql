select plan(1);
select open_books();
select is(
  (select jsonb_agg(p - 'detail' - 'value')
    from jsonb_array_elements(problems_of(
      $$select create_atomic(
          booking(debit('cash', '-1'), credit('sales', '1.00')),
          booking(debit('cash', '1.00'), credit('sales', '2.00')),
          booking(debit('cash', '2000000.00'), credit('sales', '2000000.00')))$$)) p),
  '[{"code": "LG022", "transaction": 0, "line": 0, "field": "debit_amount"},
    {"code": "LG030", "transaction": 1, "field": "lines"},
    {"code": "LG033", "transaction": 2, "field": "lines"}]', 'of every transaction, with its place');
select * from finish();
