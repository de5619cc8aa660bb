-- A claim is given up too where the step says how else it is undone.
select plan(3);
select open_books();
select fund('alice', '100.00');
create temp table ids as
select create_atomic(booking(debit('alice', '30.00'), credit('bob', '30.00', '{"debit_amount": "0.00"}'))) as id;
create temp table chains as
select start(chain_of(
  step('undo', 'reverse', jsonb_build_object('transaction_id', id), '{"compensation": {"kind": "callback"}}'),
  step('go', 'callback'))) as id
from ids;
select is(state, 'ROLLING_BACK', 'it waits for the answer') from chains, chain.rollback(company(), id);
select is(state, 'ROLLED_BACK', 'ends') from chains, chain.signal(company(), id, 'undo_undo');
select is_empty('select from ledger.reversals', 'and claims nothing');
select * from finish();
