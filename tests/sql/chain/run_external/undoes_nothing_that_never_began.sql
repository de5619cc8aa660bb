select plan(9);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(outside('ship', 'shop', 'compensatable'))) as id;
select is(state, 'ROLLED_BACK', 'what nobody had claimed is void') from ids, chain.rollback(company(), id);
select is(claimed(), null, 'and never done');
truncate ids;
insert into ids select start(chain_of(outside('ship', 'shop', 'compensatable')));
select is(claimed(), 'ship', 'what somebody has');
select is(state, 'ROLLING_BACK', 'is waited for') from ids, chain.rollback(company(), id);
select is(report('ship', 'succeeded', '{"output": {"parcel": "7"}}'), 'SUCCEEDED', 'it was done after all');
select go_on_with_due();
select is(claimed(), 'undo ship', 'so it is undone');
select is((
  select (chain.claim_steps('eve', array['shop'])).output), null, 'by one');
select is(report('ship', 'succeeded', p_is_undoing => true), 'SUCCEEDED', 'who says so');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'at last') from ids;
select * from finish();
