-- What is resumed is undone after what depends on it, though that runs still, and was done before.
select plan(6);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  outside('first', 'shop', 'compensatable', after('mark')), outside('then', 'shop', 'compensatable', after('first')),
  outside('last', 'shop', 'none', after('then'))) || '{"on_failure": "hold"}') as id;
create function pg_temp.work(p_step text, p_outcome text, p_is_undoing boolean default false)
  returns void
  language plpgsql
as $$
begin
  perform claimed();
  perform report(p_step, p_outcome, '{"is_final": true}', p_is_undoing => p_is_undoing);
  perform go_on_with_due();
end
$$;
select pg_temp.work('first', 'succeeded'), pg_temp.work('then', 'succeeded'), pg_temp.work('last', 'failed');
select is(state, 'FAILED', 'it is undone first') from ids, chain.resume(company(), id);
select pg_temp.work('then', 'succeeded', true), pg_temp.work('first', 'succeeded', true);
select is(state, 'EXECUTING', 'then it runs anew') from ids, chain.resume(company(), id);
select pg_temp.work('first', 'succeeded');
select is(claimed(), 'then', 'as far as that');
select is(state, 'ROLLING_BACK', 'and is cancelled') from ids, chain.rollback(company(), id);
select is(claimed('bob'), null, 'the first is not undone while the other runs');
select report('then', 'succeeded');
select go_on_with_due();
select is(claimed('bob'), 'undo then', 'nor before that is');
select * from finish();
