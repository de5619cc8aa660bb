-- breaks_invariants
select plan(1);
select open_books(), open_books('birch');
select create_atomic(booking(
  debit('cash', '1.00'), credit('sales', '1.00'), debit('birch/cash', '5.00'),
  credit('birch/alice', '5.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
alter table journal_entries disable trigger all;
update journal_entries set reverses_entry_id = null where company_id = company('birch');
select results_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$select 4, 'rolled back means reversed', id from atomic_transactions$$, 'the transaction');
select * from finish();
