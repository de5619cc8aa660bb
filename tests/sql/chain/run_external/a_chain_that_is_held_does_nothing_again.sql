-- What was begun of a held chain is heard, or asked about; whoever could not do it does not try again.
select plan(8);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  outside('busy', 'shop', 'compensatable', after('mark') || '{"retry": {"max_attempts": 5, "initial": 0}}'),
  outside('mute', 'shop', 'compensatable', after('mark')),
  outside('bad', 'shop', 'none', after('mark'))) || '{"on_failure": "hold"}') as id;
select is(claimed(), 'bad, busy, mute', 'three are asked for');
select report('bad', 'failed', '{"is_final": true}'), report('mute', 'unknown', '{"is_final": true}');
select go_on_with_due();
select is(chain_state(id), 'FAILED', 'it is held') from ids;
select is(report('busy', 'failed', '{"code": "http_503"}'), 'FAILED', 'one is not tried again');
select chain.retry_step(company(), id, 'mute') from ids;
select is(claimed('bob'), 'mute? (not wanted)', 'the other is asked about alone');
select is(report('mute', 'failed', p_worker => 'bob'), 'FAILED', 'it was not done');
select is(state, 'EXECUTING', 'it is resumed') from ids, chain.resume(company(), id);
select is(claimed('bob'), 'bad, busy, mute', 'and all are begun anew');
select is(array_agg(t.run), '{2,2,2}', 'under new keys') from chain.tasks t where t.state = 'RUNNING';
select * from finish();
