select plan(10);
select open_books();
select fund('alice', '100.00');
create temp table ids as
select create_atomic(booking(debit('alice', '30.00'), credit('bob', '30.00', '{"debit_amount": "0.00"}'))) as id;
create function pg_temp.reverse(variadic p_more jsonb[])
  returns chain.chains
  language sql
as $$
  select chain.submit(company(), chain_of(variadic array_prepend(
    step('undo', 'reverse', jsonb_build_object('transaction_id', (select id from ids))), p_more)))
$$;
create temp table chains as select id from pg_temp.reverse(step('go', 'callback', '{}', after('undo')));
select is(available('bob'), 0.00, 'what it takes back is reserved');
select is(balance('alice'), 70.00, 'but not moved yet');
select raises(format('select rollback_atomic_transaction(company(), %L)', id), 'LG051', 'nobody else undoes it')
from ids;
select is(failure ->> 'code', 'LG051', 'no other chain either')
from pg_temp.reverse(step('x', 'delay', '{"seconds": 0}'));
select chain.rollback(company(), id) from chains;
select is(available('bob'), 30.00, 'given back when the chain is');
select is(state, 'COMPLETED', 'then another may') from pg_temp.reverse(step('x', 'delay', '{"seconds": 0}'));
select is(balance('alice'), 100.00, 'and it is undone');
select is(status, 'rolled_back', 'as its row says') from atomic_transactions a join ids using (id);
select book(transfer('cash', 'alice', '1.00'));
select is(failure ->> 'code', 'LG051', 'once') from pg_temp.reverse(step('x', 'delay', '{"seconds": 0}'));
select is_empty('select from audit.invariants', 'all is well');
select * from finish();
