select plan(2);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions), 'A mistake');
select results_eq(
  $$select subject_id, detail ->> 'reason' from audit.log
    where action = 'ledger.rollback_atomic_transaction'$$,
  $$select id, 'A mistake' from atomic_transactions$$, 'who undid what, and why');
select from set_posting_limits(company(), p_audit_trail_enabled => false);
select from rollback_atomic_transaction(company(),
  create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00'))));
select is(count(*), 1::bigint, 'no more rows when switched off') from audit.log
where action = 'ledger.rollback_atomic_transaction';
select * from finish();
