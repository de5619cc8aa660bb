select plan(2);
select open_books(), open_books('birch');
select from ledger.create_atomic_transaction(
  company(), jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))), jsonb_build_object(
    'company_id', company('birch'), 'target_company', company('birch'), 'status', 'pending',
    'enable_rollback', false));
select results_eq(
  'select distinct company_id from journal_entries', $$values (company())$$,
  'other companies'' books are not touched');
select is(status, 'completed', 'nor is its own status') from atomic_transactions;
select * from finish();
