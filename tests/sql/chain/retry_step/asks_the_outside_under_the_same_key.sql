-- Past its pivot, a step outside is out of time while a worker has it: tried again, it is the same task.
select plan(6);
select open_books();
select handler('shop');
select set_clock('2030-01-01');
create temp table ids as select start(chain_of(
  step('go', 'callback', '{}', '{"effect": "pivot"}'),
  outside('ship', 'shop', 'retriable', '{"timeout": 10}' || after('go')))) as id;
select chain.signal(company(), id, 'go') from ids;
select is(claimed(), 'ship', 'a worker has it');
select set_clock('2030-01-01 00:00:11');
select go_on_with_due();
select is(waiting_on, 'ship: operator', 'its time is up') from chain.chains;
select throws_ok('select chain.resume(company(), id) from ids', 'SG031', null, 'there is nothing to resume');
select chain.retry_step(company(), id, 'ship') from ids;
select is(array_agg(t.run || ' ' || t.state), '{1 RUNNING}', 'tried again, it waits for the same one')
from chain.tasks t;
select is(report('ship', 'succeeded'), 'SUCCEEDED', 'which was done');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'once') from ids;
select * from finish();
