select plan(1);
select open_books();
select raises(
  $$select ledger.create_atomic_transaction(
      new_id(), jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))))$$,
  'LG017', 'nobody''s');
select * from finish();
