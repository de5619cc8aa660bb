-- A pivot that may have been done outlasts the deadline; once it is known that it was not, the chain ends.
select plan(4);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  outside('pay', 'shop', 'pivot', '{"retry": {"max_attempts": 3, "initial": 600}}'), step('nod', 'callback'))
  || '{"deadline": "2026-01-01T12:05:00Z"}') as id;
select claimed();
select chain.signal(company(), id, 'nod') from ids;
select set_clock('2026-01-01 12:05:10Z');
select is(extend_leases, true, 'somebody is at it') from (
  select count(*) = 1 as extend_leases from chain.extend_leases('ada', (
    select jsonb_agg(jsonb_build_object('company_id', company_id, 'chain_id', chain_id, 'step_no', step_no, 'run', run,
      'is_undoing', is_undoing, 'attempt', attempt)) from chain.tasks), '5 minutes')) x;
select go_on_with_due();
select is(chain_state(id), 'EXECUTING', 'so the chain goes on') from ids;
select is(report('pay', 'failed'), 'FAILED', 'it was not done');
select set_clock('2026-01-01 12:06:20Z');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and will not be') from ids;
select * from finish();
