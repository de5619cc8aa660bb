select plan(1);
select open_books();
select is(
  ledger.validate_atomic_transaction(jsonb_build_array(booking(
    debit('cash', '100.00', '{"credit_amount": "0.00"}'),
    credit('cash', '100.00', '{"debit_amount": "0.00"}')))) - 'problems',
  '{"success": true, "is_valid": true, "is_balanced": true, "total_debit": "100.00", "total_credit": "100.00",
    "transaction_count": 1, "validation_results": [{"transaction_index": 0, "valid": true,
      "description": "A test",
      "debit_amount": "100.00", "credit_amount": "100.00", "line_count": 2, "problems": []}]}',
  'the fields of the guide, and what each transaction is');
select * from finish();
