select plan(2);
select open_books();
select is_refused(transaction(entry(debit('cash', '5.00'))), 'LG003', 'one line');
select is_refused(transaction(entry(debit('cash', '5.00')) || '{"lines": []}'), 'LG003', 'none');
select * from finish();
