select plan(1);
select open_books();
select results_eq(
  $$select e - 'detail' from ledger.post(jsonb_build_array(
      transfer('cash', 'sales', '1.00'),
      transaction(
        entry(debit('cash', '1.00'), credit('sales', '1.00')),
        entry(debit('cash', '1.00'), credit('sales', '1,00')))
    )) o cross join jsonb_array_elements(o.errors) e$$,
  $$values (jsonb_build_object(
    'code', 'LG021', 'transaction', 1, 'entry', 1, 'line', 1, 'field', 'credit_amount', 'value', '1,00'))$$,
  'by transaction, entry, line, field and value');
select * from finish();
