-- A chain that is held is resumed when its deadline has passed: it fails at once. What a worker has begun is
-- known to nobody yet, so it waits.
select plan(8);
select open_books();
select handler('shop');
select set_clock('2030-01-01');
create temp table ids as select start(chain_of(
  step('begin', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  outside('ship', 'shop', 'compensatable', '{"timeout": 10}' || after('begin'))) ||
  '{"on_failure": "hold", "deadline": "2030-01-01T00:00:20Z"}') as id;
select is(claimed(), 'ship', 'a worker has it');
select set_clock('2030-01-01 00:00:11');
select go_on_with_due();
select is(chain_state(id), 'FAILED', 'its time is up') from ids;
select set_clock('2030-01-01 00:00:21');
select is(state, 'FAILED', 'and resumed too late') from ids, chain.resume(company(), id);
select go_on_with_due();
select is(chain_state(id), 'ROLLING_BACK', 'the chain waits for what became of it') from ids;
select is(report('ship', 'succeeded'), 'SUCCEEDED', 'it was done');
select go_on_with_due();
select is(claimed(), 'undo ship', 'so it is undone');
select report('ship', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'at last') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
