select plan(3);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '1000.00'), credit('sales', '900.00'))), 'LG030', 'debits above credits');
select is_refused(
  transaction(entry(debit('cash', '0.01'), credit('sales', '0.02'))), 'LG030', 'credits above debits');
select is_refused(
  transaction(
    entry(debit('cash', '2.00'), credit('sales', '1.00')),
    entry(debit('cash', '1.00'), credit('sales', '2.00'))),
  array['LG030', 'LG030'], 'two entries that balance together only');
select * from finish();
