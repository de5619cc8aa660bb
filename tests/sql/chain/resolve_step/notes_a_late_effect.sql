-- Somebody says too late that it was done: the chain stays as it is, and a person sees to it.
select plan(16);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  outside('ship', 'shop', 'compensatable'), outside('look', 'shop'))) as id;
select is(claimed(), 'look, ship', 'ada has them');
select set_clock('2026-01-01 12:01Z');
select is(claimed('bob'), 'look?, ship?', 'she takes too long');
select is(report('ship', 'failed', '{"is_final": true}', 'bob'), 'FAILED', 'bob is told that it was not done');
select is(report('look', 'failed', '{"is_final": true}', 'bob'), 'FAILED', 'nor that');
select go_on_with_due();
select is(claimed('bob'), 'undo ship', 'so it is undone, for she may be at it');
select report('ship', 'succeeded', p_worker => 'bob', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and that is the end') from ids;
select report('ship', 'failed', p_attempt => 1);
select is(parked(), null, 'she says nothing else');
select set_clock('2026-01-01 12:02Z');
select report('ship', 'succeeded', p_attempt => 1), report('look', 'succeeded', p_attempt => 1);
select is(parked(), 'ship late_effect', 'until she does: of what has an effect');
select is((since, chain_state, attempt, code)::text, '("2026-01-01 12:02:00+00",ROLLED_BACK,1,SG071)', 'as the queue shows')
from chain.parked;
select raises(format($$select chain.retry_step(company(), %L, 'ship')$$, id), 'SG072', 'it is not tried again') from ids;
select raises(format($$select chain.resolve_step(company(), %L, 'ship', 'succeeded', 'x')$$, id), 'SG072', 'nor done after all') from ids;
select set_clock('2026-01-01 12:03Z');
select is(resolve(id, 'ship', 'noted'), 'resolved', 'somebody sees to it') from ids;
select is((parked(), chain_state(id))::text, '(,ROLLED_BACK)', 'and that is all') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'the events tell all');
select is_empty('select * from ids i, chain.verify(company(), i.id)', 'and are whole');
select set_clock('2026-01-01 12:04Z');
select report('ship', 'succeeded', p_attempt => 1);
select is(parked(), 'ship late_effect', 'what is said after that is shown anew');
select * from finish();
