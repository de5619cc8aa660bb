select plan(1);
select open_books();
select is_refused(
  transaction(
    entry(debit('cash', '-1'), credit('sales', '1.001'),
      credit('dollars', '7')) || '{"metadata": [], "memo": "x"}',
    entry(debit('cash', '0.00')) - 'description'),
  array['LG001', 'LG002', 'LG022', 'LG024', 'LG001', 'LG003', 'LG026'],
  'all faults, in the order of entries and lines');
select * from finish();
