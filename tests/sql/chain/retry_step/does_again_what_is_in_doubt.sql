-- As often as somebody says so: the attempt that fences off who is late only rises.
select plan(17);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start_in_doubt() as id;
select is(parked(), 'ship in_doubt', 'nobody can tell');
select is(waiting_on, 'ship: operator: shop', 'so a person has to') from chain.chains;
select is((since, code, attempt, handler)::text, ('2026-01-01 12:00Z'::timestamptz, 'cannot_ask', 1, 'shop')::text, 'why')
from chain.parked;
select is(waiting_on, 'ship: outside: shop', 'it is tried again') from ids, chain.retry_step(company(), id, 'ship');
select is(parked(), null, 'and no longer parked');
select is(claimed('bob'), 'ship?', 'by whoever has time, who asks first');
select is(report('ship', 'succeeded', p_worker => 'ada', p_attempt => 1), null, 'not by who had it');
select is(report('ship', 'unknown', '{"is_final": true}', 'bob'), 'PARKED', 'once');
select is(parked(), 'ship in_doubt', 'it is parked again');
select go_on_with_due();
select is(waiting_on, 'ship: operator: shop', 'and its chain hears of it') from chain.chains;
update chain.tasks set attempt = 40;
select chain.retry_step(company(), id, 'ship') from ids;
select is(claimed('bob'), 'ship?', 'however often it was tried');
select is(report('ship', 'succeeded', p_worker => 'bob'), 'SUCCEEDED', 'it is done');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'and its chain goes on') from ids;
select raises(format('select chain.retry_step(company(), %L, ''ship'')', id), 'SG072', 'nothing is left to try') from ids;
select raises(format('select chain.retry_step(company(), %L, ''shop'')', id), 'SG033', 'nor what is not there') from ids;
select raises('select chain.retry_step(company(), gen_random_uuid(), ''ship'')', 'SG030', 'nor of no chain');
select results_eq(
  $$select action, detail ->> 'step' from audit.log where action = 'chain.retry_step' order by id$$,
  $$values ('chain.retry_step', 'ship'), ('chain.retry_step', 'ship')$$, 'audit.log tells of it');
select * from finish();
