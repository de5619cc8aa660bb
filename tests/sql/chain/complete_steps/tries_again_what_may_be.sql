-- With attempts left, and a code that may be; an undoing ten times, and what nobody knows for a while.
select plan(11);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(
  outside('often', 'shop', 'none', '{"retry": {"max_attempts": 2, "initial": 10, "non_retryable": ["no_such"]}}'),
  outside('never', 'shop', 'none', '{"retry": {"max_attempts": 2, "non_retryable": ["no_such"]}}'))) as id;
select claimed();
select is(report('often', 'failed', '{"code": "busy"}'), 'READY', 'it may be tried again');
select ok(due_at between '2026-01-01 12:00:05Z' and '2026-01-01 12:00:10Z', 'after a while that differs')
from chain.tasks where state = 'READY';
select is(report('never', 'failed', '{"code": "no_such"}'), 'FAILED', 'not for that reason');
truncate ids;
insert into ids select start(chain_of(outside('ship', 'shop', 'compensatable'), step('wait', 'callback', '{}',
  after('ship'))));
select claimed();
select report('ship', 'succeeded');
select go_on_with_due();
select state from ids, chain.rollback(company(), id);
select is(string_agg(report('ship', 'failed', p_is_undoing => true), ' ' order by n), null, 'an undoing')
from generate_series(1, 1) n where claimed() is null;
create function undo_badly() returns text language plpgsql as $$
declare
  v_states text[] := '{}';
begin
  for n in 1 .. 20 loop
    exit when v_states[cardinality(v_states)] = 'PARKED';
    perform set_clock('2026-01-01 12:00Z'::timestamptz + n * interval '1 day');
    perform claimed();
    v_states := v_states || report('ship', 'failed', p_is_undoing => true);
  end loop;
  return cardinality(v_states) || ' ' || v_states[cardinality(v_states)];
end
$$;
select report('ship', 'failed', p_is_undoing => true);
select is(undo_badly(), '9 PARKED', 'is tried ten times, then parked');
select go_on_with_due();
select is(step_states(id), 'ship COMPENSATION_FAILED, wait SKIPPED', 'for a person') from ids;
truncate ids;
insert into ids select start(chain_of(outside('ask', 'shop', 'compensatable')));
create function know_nothing() returns text language plpgsql as $$
declare
  v_states text[] := '{}';
begin
  for n in 1 .. 20 loop
    exit when v_states[cardinality(v_states)] = 'PARKED';
    perform set_clock('2026-03-01 12:00Z'::timestamptz + n * interval '1 day');
    perform claimed();
    v_states := v_states || report('ask', 'unknown');
  end loop;
  return cardinality(v_states) || ' ' || v_states[cardinality(v_states)];
end
$$;
select is(know_nothing(), '11 PARKED', 'what nobody knows is asked for a while');
select go_on_with_due();
select is(waiting_on, 'ask: operator: shop', 'then a person is') from ids, chain.chains c where c.id = ids.id;
truncate ids;
insert into ids select start(chain_of(outside('mute', 'shop', 'compensatable'), outside('mild', 'shop', 'none',
  '{"retry": {"max_attempts": 3}}')));
select claimed();
select is(report('mute', 'unknown', '{"is_final": true}'), 'PARKED', 'what cannot be asked is a person''s to know');
select is(report('mild', 'unknown', '{"is_final": true}'), 'READY', 'or done again, where that does no harm');
select is((chain.after_report(t, '{"outcome": "failed"}', now())).code, 'SG071', 'an answer without a code has ours')
from chain.tasks t limit 1;
select * from finish();
