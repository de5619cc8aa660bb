select plan(1);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '5.00', '{"credit_amount": "5.00"}'), credit('sales', '5.00'))), 'LG025',
  'on one line');
select * from finish();
