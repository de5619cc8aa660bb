select plan(2);
select open_books();
select book(transaction(entry(
  debit('yen', '500', '{"description": "Coins"}'), credit('yen_sales', '500'))
    || '{"effective_at": "2024-01-01"}'));
select results_eq(
  $$select account, currency, debit::text, credit::text, balance_after::text, description, effective_at
    from journal order by line_no$$,
  $$values
    ('yen', 'JPY', '500', null, '500', 'Coins', '2024-01-01Z'::timestamptz),
    ('yen_sales', 'JPY', null, '500', '500', 'A test', '2024-01-01Z')$$,
  'the entry''s description where a line has none');
select set_eq(
  'select company_id, transaction_id, entry_id, principal_id from journal',
  'select company_id, transaction_id, id, principal_id from journal_entries', 'and what the entry says');
select * from finish();
