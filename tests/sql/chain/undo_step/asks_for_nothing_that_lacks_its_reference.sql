-- What the step did not answer cannot be sent: a person sees to it. What was never known to be done has no answer.
select plan(9);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create function pg_temp.start_shipping()
  returns uuid
  language sql
as $$
  select start(chain_of(
    outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "external", "params": {"handler": "shop",
      "request": {"ref": {"$ref": "$.steps.ship.ref"}}}}}'),
    step('go', 'callback')));
$$;
create temp table ids as select pg_temp.start_shipping() as id;
select claimed();
select report('ship', 'succeeded', '{"output": {}}');
select go_on_with_due();
select is(state, 'ROLLING_BACK', 'a step that answered nothing') from ids, chain.rollback(company(), id);
select is(code || ' ' || detail, 'SG020 There is nothing at $.steps.ship.ref', 'cannot be undone by what it answered')
from chain.steps where name = 'ship';
select is(claimed(), null, 'nobody is asked for nothing');
select is(parked(), 'ship undoing', 'it waits for a person');
select is(resolve(id, 'ship', 'succeeded'), 'resolved', 'who sees to it') from ids;
select is(chain_state(id), 'ROLLED_BACK', 'so the chain ends') from ids;
delete from ids;
insert into ids select pg_temp.start_shipping();
select claimed();
select chain.rollback(company(), id) from ids;
select set_clock('2026-01-01 12:00:31Z');
select claimed('bob');
select report('ship', 'failed', p_worker => 'bob', p_more => '{"output": {}}');
select go_on_with_due();
select is(t.request, '{"ref": null}', 'a step that may be under way still is undone, without an answer')
from chain.tasks t, ids where t.chain_id = ids.id and t.is_undoing;
select is(claimed('bob'), 'undo ship', 'somebody does');
select report('ship', 'succeeded', p_worker => 'bob', p_is_undoing => true);
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'to the end') from ids;
select * from finish();
