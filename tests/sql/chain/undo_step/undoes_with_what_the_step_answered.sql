-- The undoing refers to what its step answered, also where it has to wait, and where the answer came late.
select plan(10);
select open_books();
select handler('shop');
create temp table ids as select null::uuid as id;
create function pg_temp.start_shipping()
  returns void
  language sql
as $$
  truncate ids;
  insert into ids select start(chain_of(
    outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "external", "params": {"handler": "shop",
      "request": {"parcel": {"$ref": "$.steps.ship.parcel"}}}}}'),
    step('go', 'callback')));
$$;
select pg_temp.start_shipping();
select is(claimed(), 'ship', 'it is begun');
select is(report('ship', 'succeeded', '{"output": {"parcel": "7"}}'), 'SUCCEEDED', 'it answers');
select go_on_with_due();
select is(state, 'ROLLING_BACK', 'and is to be undone') from ids, chain.rollback(company(), id);
select is(request, '{"parcel": "7"}', 'by what it answered') from chain.tasks where is_undoing;
select is(claimed(), 'undo ship', 'somebody does');
select is(report('ship', 'succeeded', p_is_undoing => true), 'SUCCEEDED', 'says so');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and is heard') from ids;
select pg_temp.start_shipping();
select claimed();
select chain.rollback(company(), id) from ids;
select report('ship', 'succeeded', '{"output": {"parcel": "8"}}');
select go_on_with_due();
select is(t.request, '{"parcel": "8"}', 'so it is where the answer came late') from chain.tasks t, ids where t.is_undoing and t.chain_id = ids.id;
select claimed();
select report('ship', 'succeeded', p_is_undoing => true) from ids;
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'to the end') from ids;
select is(s.output, '{"parcel": "8"}', 'and it is kept') from chain.steps s, ids where s.chain_id = ids.id and s.name = 'ship';
select * from finish();
