-- Outside: its task is closed. Here: what is posted stays, what was deferred is dropped, the rest is undone.
select plan(20);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
select new_account('carol', 'liability', 'EUR');
create temp table ids as select start(chain_of(
  outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "external", "params": {"handler": "shop"}},
    "retry": {"max_attempts": 1}}'), step('go', 'callback'))) as id;
select claimed();
select report('ship', 'succeeded');
select chain.rollback(company(), id) from ids;
select claimed();
select report('ship', 'failed', p_is_undoing => true);
select is(parked(), 'ship undoing', 'parked, and its chain does not know yet');
select is(resolve(id, 'ship', 'succeeded'), 'resolved', 'somebody saw to it') from ids;
select is(chain_state(id), 'ROLLED_BACK', 'so its chain is rolled back') from ids;
select is(state, 'SUCCEEDED', 'and the task is closed') from chain.tasks where is_undoing;
select is(payload, '{"by_hand": ["ship"]}', 'the end names the step') from chain.events where type = 'chain.rolled_back';
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select is_empty('select * from ids i, chain.verify(company(), i.id)', 'which are whole');

truncate ids;
insert into ids select start_with_money_gone(pay('more', 'cash', 'carol', '4.00'));
select is(step_states(id), 'tip COMPENSATION_FAILED, go SKIPPED, more COMPENSATED', 'what can be undone is') from ids;
select is(resolve(id, 'tip', 'succeeded'), 'resolved', 'somebody saw to the rest') from ids;
select is(chain_state(id), 'ROLLED_BACK', 'so its chain is rolled back') from ids;
select is(balance('alice'), 0.00, 'the money is not given back');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select is_empty('select * from ids i, chain.verify(company(), i.id)', 'which are whole');

-- A floor was raised above what is there: the last that touched the account is parked, though it only deferred.
truncate ids;
select fund('alice', '10.00');
insert into ids select start(chain_of(
  give('in', 'cash', 'carol', '10.00') || jsonb_build_object('params', jsonb_build_object(
    'from', account('alice'), 'to', account('carol'), 'amount', '10.00', 'timing', 'immediate')),
  pay('out', 'carol', 'bob', '5.00', after('in')), step('go', 'callback', '{}', after('out'))));
select set_account_floor(company(), account('carol'), 20) from ids;
select chain.rollback(company(), id) from ids;
select is(parked(), 'out undoing', 'it is parked');
select is(count(*)::integer, 2, 'with what it deferred') from chain.deferred_transfers d, ids where d.chain_id = ids.id and d.state = 'pending';
select is(resolve(id, 'out', 'succeeded'), 'resolved', 'somebody saw to it') from ids;
select is(count(*)::integer, 0, 'which is dropped') from chain.deferred_transfers d, ids where d.chain_id = ids.id and d.state = 'pending';
select is(parked(), 'in undoing', 'what came before it is parked as well');
select set_account_floor(company(), account('carol'), 0) from ids;
select is(state, 'ROLLED_BACK', 'until it can be undone') from ids, chain.retry_step(company(), id, 'in');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
