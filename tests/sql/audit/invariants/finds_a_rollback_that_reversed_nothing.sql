-- breaks_invariants
select plan(2);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select is_empty('select * from audit.invariants', 'completed, and not reversed');
update atomic_transactions set status = 'rolled_back', rolled_back_at = audit.clock(), rollback_data = '{}';
select results_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$select 4, 'rolled back means reversed', id from atomic_transactions$$, 'the transaction');
select * from finish();
