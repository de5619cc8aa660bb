select plan(1);
select open_books(), set_clock('2024-01-01T00:00:01Z');
select create_atomic(
  booking(debit('cash', '5.1', '{"description": "Cash received"}'), credit('sales', '5.10')));
select is(
  get_atomic_transaction(company(), t.id),
  jsonb_build_object(
    'atomic_transaction_id', t.id, 'status', 'completed', 'company_id', company(), 'description', null,
    'transaction_group_id', t.transaction_group_id, 'created_at', '2024-01-01T00:00:01Z',
    'completed_at', '2024-01-01T00:00:01Z', 'rolled_back_at', null, 'rollback_data', null, 'metadata',
    jsonb_build_object(),
    'journal_entry_count', 1, 'journal_entries', jsonb_build_array(jsonb_build_object(
      'entry_id', e.id, 'company_id', company(), 'description', 'A test', 'posted_at', '2024-01-01T00:00:01Z', 'effective_at',
      '2024-01-01T00:00:01Z',
      'metadata', jsonb_build_object(), 'lines', jsonb_build_array(
        jsonb_build_object('line_no', 1, 'account_id', account('cash'), 'currency', 'EUR', 'description',
          'Cash received',
          'debit_amount', '5.10', 'credit_amount', '0.00'),
        jsonb_build_object('line_no', 2, 'account_id', account('sales'), 'currency', 'EUR', 'description',
          null,
          'debit_amount', '0.00', 'credit_amount', '5.10'))))),
  'the fields of the guide, amounts with the currency''s decimals')
from atomic_transactions t, journal_entries e;
select * from finish();
