select plan(1);
select open_books(), open_books('birch');
select book(transaction(booking(debit('birch/cash', '5.00'), credit('birch/sales', '5.00'))));
select results_eq(
  'select company_id from journal_entries', $$values (company('birch'))$$,
  'birch''s accounts, birch''s entry');
select * from finish();
