select plan(2);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '-5.00'), credit('sales', '-5.00'))), array['LG022', 'LG022'],
  'minus five');
select is_refused(transaction(entry(debit('cash', '5.00'), credit('sales', '-0.00'))), 'LG022', 'minus zero');
select * from finish();
