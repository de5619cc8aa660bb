select plan(2);
select open_books();
select is(
  ledger.validate_atomic_transaction(jsonb_build_array(
    booking(debit('cash', '1.00', '{"memo": 1}'), credit('sales', '1.00'))), company()) -> 'is_valid',
    'false', 'strict');
select from set_posting_limits(company(), p_validation_strict_mode => false);
select is(
  ledger.validate_atomic_transaction(jsonb_build_array(
    booking(debit('cash', '1.00', '{"memo": 1}'), credit('sales', '1.00'))), company()) -> 'is_valid', 'true',
    'not strict');
select * from finish();
