-- What cannot be undone, and was begun: neither a cancel, nor its timeout, nor the deadline ends the chain before
-- somebody knows.
select plan(15);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('bank');
create temp table ids as select start(chain_of(outside('pay', 'bank', 'pivot', '{"timeout": 60}'))
  || '{"deadline": "2026-01-01T12:02:00Z"}') as id;
select is(claimed('ada'), 'pay', 'ada has it');
select throws_ok(format('select chain.rollback(company(), %L)', id), 'SG034', null, 'it is too late to cancel') from ids;
select set_clock('2026-01-01 12:01:01Z');
select go_on_with_due();
select is(chain_state(id), 'EXECUTING', 'it outlasts its timeout') from ids;
select is(claimed('bob'), 'pay? (not wanted)', 'but is asked about alone');
select is(report('pay', 'unknown', p_worker => 'bob'), 'IN_DOUBT', 'nobody knows');
select set_clock('2026-01-01 12:03Z');
select go_on_with_due();
select is(chain_state(id), 'EXECUTING', 'it outlasts the deadline') from ids;
select is(claimed('bob'), 'pay? (not wanted)', 'it is asked about again');
select is(report('pay', 'succeeded', p_worker => 'bob'), 'SUCCEEDED', 'it was done');
select throws_ok(format('select chain.rollback(company(), %L)', id), 'SG034', null, 'and the chain was not told yet')
from ids;
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'so it goes forward') from ids;
truncate ids;
insert into ids select start(chain_of(outside('wire', 'bank', 'pivot', '{"timeout": 60}')));
select is(claimed('ada'), 'wire', 'another');
select set_clock('2026-01-01 12:04:01Z');
select go_on_with_due();
select is(claimed('bob'), 'wire? (not wanted)', 'that timed out');
select is(report('wire', 'failed', p_worker => 'bob'), 'FAILED', 'was not done');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'so nothing was') from ids;
truncate ids;
insert into ids select start(chain_of(outside('send', 'bank', 'pivot')));
select is(state, 'ROLLED_BACK', 'one that nobody has begun can be cancelled') from ids, chain.rollback(company(), id);
select * from finish();
