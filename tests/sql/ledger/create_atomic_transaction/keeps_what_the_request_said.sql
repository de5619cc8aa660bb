select plan(2);
select open_books(), set_clock('2030-01-01Z');
select from ledger.create_atomic_transaction(
  company(), jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))),
  '{"transaction_type": "loan", "loan_terms": {"interest_rate": "5.0"}}', 'Loans', 'Loan to subsidiary',
  '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000b');
select results_eq(
  $$select t.company_id, t.status, t.description, t.metadata, t.created_at, t.completed_at, t.rolled_back_at,
    g.name, g.description
    from atomic_transactions t join transaction_groups g on g.id = t.transaction_group_id$$,
  $$values (company(), 'completed', 'Loan to subsidiary',
    '{"transaction_type": "loan", "loan_terms": {"interest_rate": "5.0"}}'::jsonb, '2030-01-01Z'::timestamptz,
    '2030-01-01Z'::timestamptz, null::timestamptz, 'Loans', 'Loan to subsidiary')$$,
  'on itself and its group');
select results_eq(
  'select principal_id, request_id from journal_entries',
  $$values ('00000000-0000-4000-8000-00000000000a'::uuid, '00000000-0000-4000-8000-00000000000b'::uuid)$$,
  'and who asked, on its entries');
select * from finish();
