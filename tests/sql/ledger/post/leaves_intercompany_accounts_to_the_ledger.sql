select plan(2);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select is_refused(transfer('due-to:birch:EUR', 'cash', '5.00'), 'LG015', 'acme''s own');
select is_refused(
  transaction(booking(debit('birch/cash', '5.00'), credit('birch/due-from:acme:EUR', '5.00'))), 'LG015',
  'or birch''s');
select * from finish();
