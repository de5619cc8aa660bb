select plan(2);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '5.00'), credit('sales', '5.00') - 'account_id')), 'LG010', 'absent');
select is_refused(
  transaction(entry(debit('cash', '5.00'), credit('sales', '5.00', '{"account_id": null}'))), 'LG010',
  'null');
select * from finish();
