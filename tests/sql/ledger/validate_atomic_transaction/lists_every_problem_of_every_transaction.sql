select plan(4);
select open_books();
create temp table answer on commit drop as
select ledger.validate_atomic_transaction(jsonb_build_array(
  booking(debit('cash', '-1'), credit('sales', '1.001')),
  booking(debit('cash', '1.00'), credit('sales', '1.00')),
  booking(debit('cash', '7.00'), credit('sales', '2.00'))), company()) as body;
select is(body -> 'is_valid', 'false', 'it is not valid') from answer;
select is(body -> 'is_balanced', 'false', 'nor balanced') from answer;
select results_eq(
  $$select (r -> 'valid')::boolean, jsonb_array_length(r -> 'problems') from answer,
    jsonb_array_elements(body -> 'validation_results') r$$,
  $$values (false, 2), (true, 0), (false, 1)$$, 'a result for each');
select results_eq(
  $$select p ->> 'code', (p -> 'line')::integer
    from answer, jsonb_array_elements(body -> 'validation_results') r,
    jsonb_array_elements(r -> 'problems') p$$,
  $$values ('LG022', 0), ('LG024', 1), ('LG030', null)$$, 'with all their problems');
select * from finish();
