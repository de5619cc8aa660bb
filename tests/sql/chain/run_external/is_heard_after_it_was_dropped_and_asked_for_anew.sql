-- A chain is held, what nobody had begun is not begun; the chain goes on, and hears what became of it.
select plan(6);
select open_books();
select handler('shop'), handler('bank');
create temp table ids as select start(chain_of(
  step('begin', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  outside('ship', 'shop', 'compensatable', after('begin')), outside('bill', 'bank', 'compensatable', after('begin')))
  || '{"on_failure": "hold"}') as id;
select is(claimed(p_handlers => '{bank}'), 'bill', 'one is begun');
select is(report('bill', 'failed', '{"is_final": true}'), 'FAILED', 'and fails');
select go_on_with_due();
select is(claimed(), null, 'the other is not begun');
select is(state, 'EXECUTING', 'until the chain goes on') from ids, chain.resume(company(), id);
select claimed();
select report('bill', 'succeeded');
select go_on_with_due();
select report('ship', 'succeeded');
select go_on_with_due();
select is(step_states(id), 'begin SUCCEEDED, ship SUCCEEDED, bill SUCCEEDED', 'both are heard') from ids;
select is(chain_state(id), 'COMPLETED', 'and it ends') from ids;
select * from finish();
