select plan(2);
select open_books(), set_clock('2030-01-01Z');
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select set_clock('2030-01-02Z');
select from rollback_atomic_transaction(
  company(), (select id from atomic_transactions), 'A mistake', '00000000-0000-4000-8000-00000000000a');
select results_eq(
  $$select status, rolled_back_at, completed_at, rollback_data ->> 'reason',
    rollback_data ->> 'rolled_back_by'
    from atomic_transactions$$,
  $$values ('rolled_back', '2030-01-02Z'::timestamptz, '2030-01-01Z'::timestamptz, 'A mistake',
    '00000000-0000-4000-8000-00000000000a')$$, 'who, when and why');
select set_eq(
  $$select rollback_data ->> 'reversal_transaction_id' as id, r ->> 'entry_id' as entry_id,
    r ->> 'reversal_entry_id' as by_id
    from atomic_transactions, jsonb_array_elements(rollback_data -> 'reversed') r$$,
  $$select transaction_id::text, reverses_entry_id::text, id::text from journal_entries
    where reverses_entry_id is not null$$,
  'and by which entries');
select * from finish();
