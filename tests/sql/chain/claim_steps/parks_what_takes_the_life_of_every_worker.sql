-- Twenty of them; then a person looks at it. What was reported of is tried as often as its step says, and no more.
select plan(9);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(outside('ship', 'shop', 'compensatable'))) as id;
create function pg_temp.claimed_times()
  returns integer
  language plpgsql
as $$
declare
  v_times integer := 0;
begin
  while claimed() is not null loop
    v_times := v_times + 1;
    perform set_clock('2026-01-01 12:00Z'::timestamptz + v_times * interval '1 minute');
  end loop;
  return v_times;
end
$$;
select is(pg_temp.claimed_times(), 21, 'each vanishes with it');
select is(parked(), 'ship in_doubt', 'so it is parked');
select go_on_with_due();
select is(waiting_on, 'ship: operator: shop', 'and its chain knows') from chain.chains;
select chain.retry_step(company(), id, 'ship') from ids;
select is(claimed(), 'ship?', 'it is tried when a person says so');
select is(report('ship', 'unknown'), 'PARKED', 'and asked about no more than that');
select chain.retry_step(company(), id, 'ship') from ids;
select claimed();
select is(report('ship', 'failed'), 'FAILED', 'nor done again, once it is known');
select go_on_with_due();
select is(claimed(), 'undo ship', 'it is undone all the same, for one of them may be at it');
select report('ship', 'succeeded', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'the chain ends') from ids;
select is(parked(), null, 'and nobody has to look at it');
select * from finish();
