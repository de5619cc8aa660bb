-- A kind of one's own whose undoing waits without a word: the chain has not ended.
select plan(2);
select open_books();
create schema mine;
grant usage on schema mine to holdfast_owner;
create function mine.run_call(p_call chain.call)
  returns chain.effect
  language sql
as $$
  select case when (p_call.step).name = 'call' then chain.done() else chain.wait_for(null) end
$$;
insert into chain.step_kinds (kind, run_schema, run_function, effects, params)
values ('call', 'mine', 'run_call', '{none,compensatable}', '{}');
create temp table ids as select start(chain_of(
  step('call', 'call', '{}', '{"effect": "compensatable", "compensation": {"kind": "call"}}'), step('go', 'callback'))) as id;
select is(state, 'ROLLING_BACK', 'it is rolled back when all is undone') from ids, chain.rollback(company(), id);
select is(waiting_on, 'call', 'and waits for that step') from chain.chains;
select * from finish();
