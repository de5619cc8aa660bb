-- Of a chain that goes on, the undoing of one step is parked.
select plan(8);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "external", "params": {"handler": "shop"}},
    "retry": {"max_attempts": 1}}'), step('go', 'callback'))) as id;
select claimed();
select report('ship', 'succeeded');
select go_on_with_due();
select is(state, 'EXECUTING', 'a part') from ids, chain.rollback(company(), id, array['ship']);
select claimed();
select is(report('ship', 'failed', p_is_undoing => true), 'PARKED', 'is not undone');
select go_on_with_due();
select is(waiting_on, 'ship: operator', 'it goes on') from ids, chain.signal(company(), id, 'go');
select is(parked(), 'ship undoing', 'to where a person is needed');
select is(waiting_on, 'ship: outside: shop', 'it is tried again') from ids, chain.retry_step(company(), id, 'ship');
select is(claimed(), 'undo ship', 'by whoever has time');
select report('ship', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'and then it ends') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
