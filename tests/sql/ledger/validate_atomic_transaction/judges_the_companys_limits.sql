select plan(2);
select open_books();
select from set_posting_limits(company(), 1, 10);
select is(
  ledger.validate_atomic_transaction(
    jsonb_build_array(booking(debit('cash', '10.01'), credit('sales', '10.01'))), company())
    #>> '{validation_results,0,problems,0,code}', 'LG033', 'too much money');
select is(
  ledger.validate_atomic_transaction(
    (select jsonb_agg(booking(debit('cash', '1.00'), credit('sales', '1.00'))) from generate_series(1, 2)),
    company())
    #>> '{problems,0,code}', 'LG032', 'too many transactions');
select * from finish();
