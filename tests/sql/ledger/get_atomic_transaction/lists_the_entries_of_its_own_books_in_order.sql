select plan(2);
select open_books(), open_books('birch');
select create_atomic(
  booking(debit('cash', '1.00'), credit('birch/sales', '1.00')) || '{"description": "First"}',
  booking(debit('cash', '2.00'), credit('sales', '2.00')) || '{"description": "Second"}');
create temp table answer on commit drop as select get_atomic_transaction(company(), id) as body
from atomic_transactions;
select is(body -> 'journal_entry_count', '2', 'not birch''s') from answer;
select is(
  jsonb_path_query_array(body, '$.journal_entries[*].description'), '["First", "Second"]',
  'as they were asked for') from answer;
select * from finish();
