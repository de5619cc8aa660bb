-- In the database, and outside; what outlasted its time there, and was done after all, is not done twice.
select plan(12);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  step('go', 'callback', '{}', '{"effect": "pivot"}'),
  pay('tip', 'alice', 'bob', '10.00', after('go') || '{"effect": "retriable"}'),
  outside('ship', 'shop', 'retriable', after('go') || '{"timeout": 60}'))) as id;
select chain.signal(company(), id, 'go') from ids;
select is(parked(), 'tip out_of_attempts', 'alice has nothing');
select is(code, 'LG040', 'that is why') from chain.parked;
select is(waiting_on, 'tip: operator, ship: outside: shop', 'it is tried again') from ids, chain.retry_step(company(), id, 'tip');
select fund('alice', '10.00');
select is(waiting_on, 'ship: outside: shop', 'till she has') from ids, chain.retry_step(company(), id, 'tip');
select is(claimed(), 'ship', 'outside');
select set_clock('2026-01-01 12:00:25Z');
select is(extend_leases, true, 'they take their time') from (
  select count(*) = 1 as extend_leases from chain.extend_leases('ada', (
    select jsonb_agg(jsonb_build_object('company_id', company_id, 'chain_id', chain_id, 'step_no', step_no, 'run', run,
      'is_undoing', is_undoing, 'attempt', attempt)) from chain.tasks), '5 minutes')) x;
select set_clock('2026-01-01 12:02Z');
select go_on_with_due();
select is(parked(), 'ship out_of_attempts', 'too long');
select is(waiting_on, 'ship: outside: shop', 'a retry waits on') from ids, chain.retry_step(company(), id, 'ship');
select is(claimed('bob'), null, 'for who has it');
select is(report('ship', 'succeeded'), 'SUCCEEDED', 'and it was done');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'once') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
