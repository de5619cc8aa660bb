select plan(4);
select open_books();
select is_refused(transfer('cash', 'sales', repeat('9', 31)), array['LG023', 'LG023'], '31 digits');
select is_refused(transfer('cash', 'sales', repeat('9', 40)), array['LG023', 'LG023'], '40 digits');
select is_refused(
  transfer('cash', 'sales', repeat('9', 140000)), array['LG023', 'LG023'], 'more digits than a numeric has');
select is_refused(
  transfer('cash', 'sales', '0.' || repeat('1', 20000)), array['LG024', 'LG024'],
  'more decimals than a numeric has');
select * from finish();
