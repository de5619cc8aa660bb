-- Past the pivot, a step is out of time while a worker has it, and waits for a person; then it was done.
select plan(3);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  step('go', 'callback', '{}', '{"effect": "pivot"}'), outside('mail', 'shop', 'retriable', after('go') || '{"timeout": 10}'))) as id;
select chain.signal(company(), id, 'go') from ids;
select claimed();
select set_clock('2026-01-01 12:00:11Z');
select go_on_with_due();
select is(parked(), 'mail out_of_attempts', 'it took too long');
select is(report('mail', 'succeeded'), 'SUCCEEDED', 'but was done');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'which nobody needs to say') from ids;
select * from finish();
