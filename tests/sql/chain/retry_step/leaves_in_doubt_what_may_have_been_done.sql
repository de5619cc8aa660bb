-- Until somebody knows: a cancel, another failure, an attempt that could not reach the outside, settle nothing.
select plan(17);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start_in_doubt() as id;
select chain.retry_step(company(), id, 'ship') from ids;
select is(state, 'ROLLING_BACK', 'a compensatable one, cancelled before anybody looked')
from ids, chain.rollback(company(), id);
select is(claimed(), 'ship? (not wanted)', 'is asked about');
select is(report('ship', 'unknown', '{"is_final": true}'), 'PARKED', 'nobody can say');
select is(resolve(id, 'ship', 'succeeded'), 'resolved', 'but a person') from ids;
select is(claimed(), 'undo ship', 'so it is undone');
select report('ship', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and the chain ends') from ids;

truncate ids;
insert into ids select start_in_doubt('pivot', '{"deadline": "2026-01-01T13:00:00Z"}');
select chain.retry_step(company(), id, 'ship') from ids;
select throws_ok('select chain.rollback(company(), id) from ids', 'SG034', null, 'a pivot is not cancelled');
select set_clock('2026-01-01 13:01Z');
select go_on_with_due();
select is(chain_state(id), 'EXECUTING', 'nor ended by the deadline') from ids;
select is(claimed(), 'ship? (not wanted)', 'it is asked about, and no longer done');
select is(report('ship', 'unknown', '{"is_final": true}'), 'PARKED', 'nobody can say');
select is(resolve(id, 'ship', 'failed'), 'resolved', 'but a person') from ids;
select is(chain_state(id), 'ROLLED_BACK', 'and then it can be') from ids;

truncate ids;
insert into ids select start(chain_of(
  step('go', 'callback', '{}', '{"effect": "pivot"}'), outside('ship', 'shop', 'retriable', after('go') || '{"retry": {"max_attempts": 2}}')));
select chain.signal(company(), id, 'go') from ids;
select claimed();
select report('ship', 'unknown', '{"is_final": true}');
select set_clock('2026-01-01 13:02Z');
select claimed();
select is(report('ship', 'failed', '{"is_final": true}'), 'FAILED', 'what may have been done once, and failed then');
create temp table keys as select id from chain.tasks where state = 'FAILED' and effect = 'retriable';
select go_on_with_due();
select is(parked(), 'ship out_of_attempts', 'waits for a person');
select chain.retry_step(company(), id, 'ship') from ids;
select is(claimed(), 'ship', 'who has it done again');
select is(t.id, k.id, 'under the same key') from keys k, chain.tasks t where t.state = 'RUNNING';
select report('ship', 'succeeded');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'once') from ids;
select * from finish();
