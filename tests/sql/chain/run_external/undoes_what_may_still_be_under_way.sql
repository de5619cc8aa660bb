-- A request whose end nobody knew may arrive after the outside has said that it was not done.
select plan(6);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start(chain_of(outside('ship', 'shop', 'compensatable'))) as id;
select is(claimed('ada'), 'ship', 'somebody begins');
select state from ids, chain.rollback(company(), id);
select set_clock('2026-01-01 12:00:31Z');
select is(claimed('bob'), 'ship? (not wanted)', 'and vanishes');
select is(report('ship', 'failed', p_worker => 'bob'), 'FAILED', 'it was not done');
select go_on_with_due();
select is(claimed('bob'), 'undo ship', 'yet');
select is(report('ship', 'succeeded', p_worker => 'bob', p_is_undoing => true), 'SUCCEEDED', 'now it never will be');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'so the chain ends') from ids;
select * from finish();
