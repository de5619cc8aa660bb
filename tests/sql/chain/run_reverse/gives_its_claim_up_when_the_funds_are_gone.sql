select plan(3);
select open_books();
select fund('alice', '100.00');
create temp table ids as
select create_atomic(booking(debit('alice', '30.00'), credit('bob', '30.00', '{"debit_amount": "0.00"}'))) as id;
select book(transfer('bob', 'cash', '30.00'));
select is(failure ->> 'code', 'LG040', 'refused') from ids, lateral (
  select * from chain.submit(company(), chain_of(step('undo', 'reverse', jsonb_build_object('transaction_id', id))))) c;
select is_empty('select from ledger.reversals', 'and not claimed');
select fund('bob', '30.00');
select is(rollback_atomic_transaction(company(), id) ->> 'success', 'true', 'so it can be undone') from ids;
select * from finish();
