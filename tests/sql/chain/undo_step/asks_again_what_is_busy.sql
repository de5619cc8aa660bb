select plan(13);
select open_books();
create schema mine;
grant usage on schema mine to holdfast_owner;
create table mine.locks (is_free boolean);
grant select on mine.locks to holdfast_owner;
create function mine.run_call(p_call chain.call)
  returns chain.effect
  language sql
as $$
  select case when (p_call.step).name = 'call' or exists (select from mine.locks) then chain.done() else chain.busy() end
$$;
insert into chain.step_kinds (kind, run_schema, run_function, effects, params)
values ('call', 'mine', 'run_call', '{none,compensatable}', '{}');
create temp table ids as select start(chain_of(
  step('call', 'call', '{}', '{"effect": "compensatable", "compensation": {"kind": "call"}}'), step('go', 'callback'))) as id;
select is(state, 'ROLLING_BACK', 'what is busy is not undone') from ids, chain.rollback(company(), id);
select isnt((select due_at from chain.chains), null, 'it is asked again soon');
insert into mine.locks values (true);
select is((chain.advance(company(), id)).state, 'ROLLED_BACK', 'and then it is') from ids;
select is(step_states(id), 'call COMPENSATED, go SKIPPED', 'all of it') from ids;
truncate mine.locks, ids;
select set_clock('2026-01-01 12:00Z');
insert into ids select start(chain_of(
  step('call', 'call', '{}', '{"effect": "compensatable", "compensation": {"kind": "call"}}'),
  pay('pay', 'alice', 'bob', '1.00', after('call'))) || '{"on_failure": "hold"}');
select is(state, 'FAILED', 'a chain that is held') from ids, chain.rollback(company(), id, array['call']);
insert into mine.locks values (true);
select set_clock('2026-01-01 12:01Z');
select is((chain.advance(company(), id)).state, 'FAILED', 'stays so') from ids;
select is(step_states(id), 'call COMPENSATED, pay FAILED', 'when a part of it is undone at last') from ids;

select is(waiting_on, 'operator', 'and waits for nothing else') from chain.chains where state = 'FAILED';
truncate mine.locks, ids;
select fund('alice', '10.00');
insert into ids select start(chain_of(
  step('call', 'call', '{}', '{"effect": "compensatable", "compensation": {"kind": "call"}}'),
  pay('pay', 'alice', 'bob', '1.00'), step('go', 'callback')));
select is(state, 'EXECUTING', 'a chain that goes on') from ids, chain.rollback(company(), id, array['call']);
select isnt(due_at, null, 'is asked again, busy once more') from ids, chain.signal(company(), id, 'go');
insert into mine.locks values (true);
select is((chain.advance(company(), id)).state, 'COMPLETED', 'until it is free') from ids;
truncate mine.locks, ids;
insert into ids select start(chain_of(
  step('call', 'call', '{}', '{"effect": "compensatable", "compensation": {"kind": "call"}}'),
  pay('pay', 'alice', 'bob', '99.00', after('call'))) || '{"on_failure": "hold"}');
select chain.rollback(company(), id, array['call']) from ids;
select isnt(due_at, null, 'another deadline leaves it due') from ids, chain.extend_deadline(company(), id, null);
select is_empty('select * from audit.invariants', 'as the invariants say');
select * from finish();
