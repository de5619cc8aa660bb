-- What a held chain asked of the outside waits with it; what was begun keeps its key when the chain is resumed.
select plan(10);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  outside('begun', 'shop', 'compensatable', after('mark') || '{"timeout": 60}'),
  outside('later', 'shop', 'compensatable', after('mark')),
  outside('bad', 'shop', 'none', after('mark')))
  || '{"on_failure": "hold"}') as id;
select go_on_with_due();
select is(claimed(p_limit => 3), 'bad, begun, later', 'three are asked for');
select report('later', 'failed', '{"is_final": false, "code": "x"}');
select report('bad', 'failed', '{"is_final": true, "code": "broken"}');
select go_on_with_due();
select is(chain_state(id), 'FAILED', 'one fails') from ids;
select set_clock('2026-01-01 12:01:01Z');
select go_on_with_due();
create temp table keys as select step_no, id from chain.tasks;
select is(state, 'EXECUTING', 'it is resumed') from ids, chain.resume(company(), id);
select is(t.run, 1, 'what was begun is the same') from chain.tasks t join chain.steps s using (chain_id, step_no)
where s.name = 'begun';
select is(claimed('bob'), 'bad, begun?, later', 'what had failed is anew, what was begun is asked about');
select is(count(*)::integer, 2, 'under new keys the one, under its own the other')
from chain.tasks t where not exists (select from keys k where k.id = t.id);
select report('begun', 'succeeded', p_worker => 'bob');
select report('bad', 'succeeded', p_worker => 'bob');
select report('later', 'succeeded', p_worker => 'bob');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'and it ends') from ids;
truncate ids;
insert into ids select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  outside('one', 'shop', 'compensatable', after('mark')),
  step('wait', 'callback', '{}', after('mark') || '{"timeout": 5}')) || '{"on_failure": "hold"}');
select go_on_with_due();
select set_clock('2026-01-01 12:02Z');
select go_on_with_due();
select is(chain_state(id), 'FAILED', 'of one that fails before anybody came') from ids;
select is(claimed(), null, 'nothing is begun');
select state from ids, chain.resume(company(), id);
select is(claimed(), 'one', 'until it is resumed');
select * from finish();
