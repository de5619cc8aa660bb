select plan(3);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '5.00'), credit('sales', '5.00'), credit('bank', '0.00'))), 'LG026',
  'zero');
select is_refused(
  transaction(
    entry(debit('cash', '5.00'), credit('sales', '5.00'), credit('bank', '5.00') - 'credit_amount')),
  'LG026', 'neither of the amounts');
select is_refused(
  transaction(entry(debit('cash', '0.00'), credit('sales', '0'))), array['LG026', 'LG026'],
  'nothing but zero');
select * from finish();
