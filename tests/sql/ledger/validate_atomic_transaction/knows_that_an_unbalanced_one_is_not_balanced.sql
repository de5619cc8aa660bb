select plan(3);
select open_books();
select results_eq(
  format($$select (v -> 'is_valid')::boolean, (v -> 'is_balanced')::boolean
    from ledger.validate_atomic_transaction(jsonb_build_array(%s)) v$$, b.bookings),
  format('values (%L::boolean, %L::boolean)', b.is_valid, b.is_balanced), b.what)
from (values
  ($$booking(debit('cash', '5.00'), credit('sales', '4.00'))$$, false, false, 'debits and credits differ'),
  ($$booking(debit('dollars', '5.00'), credit('sales', '5.00'))$$, false, false, 'currencies differ'),
  ($$booking(debit('cash', '5.00'), credit('sales', '4.00')),
    booking(debit('cash', '4.00'), credit('sales', '5.00'))$$,
    false, false, 'they balance together only')) b (bookings, is_valid, is_balanced, what);
select * from finish();
