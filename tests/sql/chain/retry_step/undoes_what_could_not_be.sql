-- Outside, after its attempts, while other branches are undone; and here, where the money was gone.
select plan(22);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop'), handler('bank'), handler('post');
create temp table ids as select start(chain_of(
  outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "external", "params": {"handler": "shop"}},
    "retry": {"max_attempts": 2}}'),
  outside('bill', 'bank', 'compensatable'), outside('mail', 'post', 'compensatable'), step('go', 'callback'))) as id;
select is(claimed(), 'bill, mail, ship', 'three at once');
select report('bill', 'succeeded'), report('mail', 'succeeded'), report('ship', 'succeeded');
select go_on_with_due();
select is(step_states(id), 'ship SUCCEEDED, bill SUCCEEDED, mail SUCCEEDED, go WAITING', 'are done') from ids;
select chain.rollback(company(), id) from ids;
select is(claimed(), 'undo bill, undo mail, undo ship', 'and undone at once');
select is(report('ship', 'failed', p_is_undoing => true), 'READY', 'one of them fails');
select set_clock('2026-01-01 12:01Z');
select is(claimed(p_handlers => '{shop}'), 'undo ship', 'is tried again');
select is(report('ship', 'failed', '{"code": "broken"}', p_is_undoing => true), 'PARKED', 'and parked after its attempts');
select go_on_with_due();
select is(step_states(id), 'ship COMPENSATION_FAILED, bill COMPENSATING, mail COMPENSATING, go SKIPPED', 'alone') from ids;
select is(parked(), 'ship undoing', 'for a person');
select report('bill', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(step_states(id), 'ship COMPENSATION_FAILED, bill COMPENSATED, mail COMPENSATING, go SKIPPED', 'the others go on') from ids;
select is(state, 'ROLLING_BACK', 'it is tried again') from ids, chain.retry_step(company(), id, 'ship');
select is(step_states(id), 'ship COMPENSATING, bill COMPENSATED, mail COMPENSATING, go SKIPPED', 'while they do') from ids;
select is(claimed(p_handlers => '{shop}'), 'undo ship', 'beyond its attempts');
select is(report('ship', 'failed', p_is_undoing => true), 'PARKED', 'once');
select go_on_with_due();
select report('mail', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(waiting_on, 'ship: operator', 'it is all that is left') from chain.chains;
select chain.retry_step(company(), id, 'ship') from ids;
select claimed();
select report('ship', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and undone at last') from ids;
select is(payload, '{}', 'by nobody''s hand') from chain.events where type = 'chain.rolled_back';
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');

truncate ids;
insert into ids select start_with_money_gone();
select is(parked(), 'tip undoing', 'money that is gone');
select is((code, state)::text, '(LG040,ROLLING_BACK)', 'is not given back') from ids join chain.parked p on p.chain_id = ids.id, chain.retry_step(company(), id, 'tip');
select fund('bob', '10.00');
select is(state, 'ROLLED_BACK', 'until it is there') from ids, chain.retry_step(company(), id, 'tip');
select is(balance('alice'), 10.00, 'again');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
