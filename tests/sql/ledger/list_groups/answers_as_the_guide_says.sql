select plan(1);
select open_books(), set_clock('2024-01-01T00:00:00Z');
select ledger.create_atomic_transaction(
  company(), jsonb_build_array(booking(debit('cash', '5.00'), credit('sales', '5.00'))), '{}', 'Day',
  'Receipts')
from generate_series(1, 2);
select is(
  list_groups(company()),
  jsonb_build_object(
    'success', true, 'company_id', company(), 'total_count', 1, 'next', null,
    'transaction_groups', jsonb_build_array(jsonb_build_object(
      'id', g.id, 'name', 'Day', 'description', 'Receipts', 'status', 'active', 'created_at',
      '2024-01-01T00:00:00Z',
      'metadata', jsonb_build_object(), 'transaction_count', 2))),
  'with a count of each group''s transactions')
from transaction_groups g;
select * from finish();
