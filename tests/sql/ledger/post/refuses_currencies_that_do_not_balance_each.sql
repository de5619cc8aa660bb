select plan(2);
select open_books();
select is_refused(
  transaction(entry(debit('dollars', '5.00'), credit('sales', '5.00'))), array['LG031', 'LG031'],
  'dollars for euros');
select is_refused(
  transaction(entry(
    debit('dollars', '5.00'), credit('dollar_sales', '4.00'), debit('cash', '4.00'),
    credit('sales', '5.00'))),
  array['LG031', 'LG031'], 'a sum that is right across currencies');
select * from finish();
