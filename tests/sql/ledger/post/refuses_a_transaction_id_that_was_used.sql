select plan(3);
select open_books();
select is(
  book(transfer('cash', 'sales', '1.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}'),
  '00000000-0000-4000-8000-000000000001', 'the client may choose the id');
select is_refused(
  transfer('cash', 'sales', '1.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}', 'LG014',
  'once');
select is_refused(
  transfer('bank', 'alice', '2.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}', 'LG014',
  'whatever the transaction is');
select * from finish();
