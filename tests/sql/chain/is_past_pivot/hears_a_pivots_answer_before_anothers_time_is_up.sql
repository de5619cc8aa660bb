select plan(2);
select open_books();
select set_clock('2026-01-01 12:00Z');
create temp table ids as select start(chain_of(
  step('slow', 'callback', '{}', '{"timeout": 60}'), step('ship', 'callback', '{}', '{"effect": "pivot"}'))) as id;
select set_clock('2026-01-01 12:02Z');
select is(waiting_on, 'slow: operator', 'what was shipped is not undone') from ids, chain.signal(company(), id, 'ship');
select is(step_states(id), 'slow WAITING, ship SUCCEEDED', 'though the other has waited for too long') from ids;
select * from finish();
