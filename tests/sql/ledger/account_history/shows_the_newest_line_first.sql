select plan(1);
select open_books();
select book(transaction(entry(
  debit('cash', '10.00'), credit('alice', '10.00',
    '{"description": "Top-up"}')) || '{"effective_at": "2024-01-01"}'));
select book(transfer('alice', 'bob', '4.00'));
select results_eq(
  $$select account_version, line_no, description, debit_amount, credit_amount, balance_after, effective_at
    from account_history(company(), account('alice'))$$,
  $$select 2::bigint, 1, 'A test', 4.00, 0.00, 6.00, max(posted_at) from journal
    union all select 1, 2, 'Top-up', 0.00, 10.00, 10.00, '2024-01-01Z'$$,
  'with the entry''s description where a line has none');
select * from finish();
