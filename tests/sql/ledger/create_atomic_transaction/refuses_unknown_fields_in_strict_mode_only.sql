select plan(4);
select open_books();
select raises(
  $$select create_atomic(booking(debit('cash', '1.00', '{"cost_centre": 7}'),
    credit('sales', '1.00')) || '{"memo": "x"}')$$,
  'LG002', 'strict');
select from set_posting_limits(company(), p_validation_strict_mode => false);
select lives_ok(
  $$select create_atomic(booking(debit('cash', '1.00', '{"cost_centre": 7}'),
    credit('sales', '1.00')) || '{"memo": "x"}')$$,
  'not strict');
select is(balance('cash'), 1.00, 'and it counts');
select results_eq(
  'select description, metadata from journal_entries', $$values ('A test', '{}'::jsonb)$$,
  'without what is not known');
select * from finish();
