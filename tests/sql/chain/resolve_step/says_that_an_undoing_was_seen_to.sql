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

-- A lien that has to stand as long as that cannot be placed again: the floor is too high by now. What took of it
-- only deferred.
truncate ids;
select fund('alice', '20.00');
insert into ids select start(chain_of(
  lien('hold', 'alice', 'carol', '5.00'), give('tip', 'alice', 'bob', '10.00', after('hold')),
  step('take', 'capture_lien', '{"lien": "hold"}', after('tip')), step('go', 'callback')));
select book(transfer('bob', 'cash', '10.00'));
select set_account_floor(company(), account('alice'), 15);
select chain.rollback(company(), id) from ids;
select is(parked(), 'take undoing, tip undoing', 'both are parked');
select is(count(*)::integer, 2, 'with what one deferred') from chain.deferred_transfers d where d.state = 'pending';
select is(resolve(id, 'take', 'succeeded'), 'resolved', 'somebody saw to it') from ids;
select is(count(*)::integer, 0, 'which is dropped') from chain.deferred_transfers d where d.state = 'pending';
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select fund('bob', '10.00');
select is(state, 'ROLLED_BACK', 'the rest is undone when it can be') from ids, chain.retry_step(company(), id, 'tip');
select is((balance('alice'), held('alice'))::text, '(20.00,0.00)', 'to the end');
select * from finish();
