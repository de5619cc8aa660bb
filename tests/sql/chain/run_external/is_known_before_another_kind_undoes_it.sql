-- What is done outside and undone by a callback: never undone before it is known, never begun once it is to be undone.
select plan(8);
select open_books();
select handler('shop');
create temp table ids as
select start(chain_of(outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "callback"}}'))) as id;
select is(state, 'ROLLED_BACK', 'what nobody has begun needs no undoing') from ids, chain.rollback(company(), id);
select is(claimed(), null, 'and is not begun');
truncate ids;
insert into ids
select start(chain_of(outside('ship', 'shop', 'compensatable', '{"compensation": {"kind": "callback"}}')));
select is(claimed(), 'ship', 'what somebody has');
select is(waiting_on, 'ship: outside: shop', 'is waited for') from ids, chain.rollback(company(), id);
select is(report('ship', 'succeeded'), 'SUCCEEDED', 'it was done');
select go_on_with_due();
select is(waiting_on, 'ship: signal:undo_ship', 'so it is to be undone') from ids, chain.chains c where c.id = ids.id;
select is(state, 'ROLLED_BACK', 'which somebody tells') from ids, chain.signal(company(), id, 'undo_ship');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
