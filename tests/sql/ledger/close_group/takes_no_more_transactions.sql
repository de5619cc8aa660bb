select plan(3);
select open_books();
select from ledger.create_atomic_transaction(
  company(), jsonb_build_array(booking(debit('cash', '5.00'), credit('sales', '5.00'))), '{}', 'Day');
select is((close_group(company(), id)).status, 'closed', 'it is closed') from transaction_groups;
select lives_ok('select close_group(company(), id) from transaction_groups', 'twice is no matter');
select set_eq(
  $$select subject_id as id from audit.log where action = 'ledger.close_group'$$,
  'select id from transaction_groups',
  'and it is in the log');
select * from finish();
