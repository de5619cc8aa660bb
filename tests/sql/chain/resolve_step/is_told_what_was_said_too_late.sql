-- Who decides what became of a task sees what somebody said who no longer had it.
select plan(6);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(outside('ship', 'shop', 'compensatable'))) as id;
select is(claimed(), 'ship', 'ada has it');
select set_clock('2026-01-01 12:01Z');
select is(claimed('bob'), 'ship?', 'she takes too long');
select report('ship', 'unknown', '{"is_final": true, "code": "cannot_ask"}', 'bob');
select go_on_with_due();
select is(parked() || coalesce(detail, ''), 'ship in_doubt', 'bob cannot tell') from chain.parked;
select set_clock('2026-01-01 12:02Z');
select report('ship', 'succeeded', '{"output": {"parcel": 7}}', p_attempt => 1);
select is(detail, 'Too late, for attempt 1, ada says: {"output": {"parcel": 7}, "outcome": "succeeded"}', 'ada can')
from chain.parked;
select set_clock('2026-01-01 12:03Z');
select report('ship', 'failed', p_attempt => 1);
select matches(detail, 'ada says: .*succeeded', 'which stays, whatever is said later') from chain.parked;
select is(resolve(id, 'ship', 'succeeded', '{"parcel": 7}'), 'resolved', 'so somebody decides') from ids;
select * from finish();
