-- What may have been done, and was then refused, is undone before it begins anew: a first attempt may still be
-- under way. What was done, as somebody says too late, does not begin anew before a person has seen that.
select plan(11);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create function pg_temp.held(p_effect text)
  returns uuid
  language plpgsql
as $$
declare
  v_id uuid := start(chain_of(
    step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
    outside('do', 'shop', p_effect, after('mark'))) || '{"on_failure": "hold"}');
begin
  perform claimed();
  perform set_clock(audit.clock() + interval '1 minute');
  perform claimed('bob');
  perform report('do', 'failed', '{"is_final": true}', 'bob');
  perform go_on_with_due();
  return v_id;
end
$$;
create temp table ids as select pg_temp.held('compensatable') as id;
select is(chain_state(id), 'FAILED', 'it is held') from ids;
select is(state, 'FAILED', 'it is undone first') from ids, chain.resume(company(), id);
select is(claimed(), 'undo do', 'so that the first attempt comes too late');
select report('do', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(state, 'EXECUTING', 'then it begins anew') from ids, chain.resume(company(), id);
select is(claimed(), 'do', 'under a new key');
select report('do', 'succeeded');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'and is done') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
truncate ids;
insert into ids select pg_temp.held('pivot');
select report('do', 'succeeded', p_attempt => 1);
select is(parked(), 'do late_effect', 'of another the first says so');
select throws_ok('select chain.resume(company(), id) from ids', 'SG031', null, 'it does not begin anew');
select is(resolve(id, 'do', 'noted'), 'resolved', 'until somebody has seen to it') from ids;
select is(state, 'EXECUTING', 'then it does') from ids, chain.resume(company(), id);
select * from finish();
