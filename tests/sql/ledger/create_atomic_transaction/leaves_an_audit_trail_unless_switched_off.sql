select plan(4);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select results_eq(
  $$select company_id, principal_id, subject_id, (detail ->> 'transaction_count')::integer
    from audit.log where action = 'ledger.create_atomic_transaction'$$,
  $$select company(), access.system_principal(), id, 1 from atomic_transactions$$, 'who created what');
select from set_posting_limits(company(), p_audit_trail_enabled => false);
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select is(count(*), 1::bigint, 'no more rows when switched off') from audit.log
where action = 'ledger.create_atomic_transaction';
select is(count(*), 2::bigint, 'the journal is written all the same') from journal_entries;
select is(count(*), 2::bigint, 'and so are events') from outbox;
select * from finish();
