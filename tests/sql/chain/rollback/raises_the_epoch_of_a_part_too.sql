-- Whoever is asked to undo a step is told that this came after it.
select plan(4);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(outside('ship', 'shop', 'compensatable'), step('go', 'callback'))) as id;
select is(epoch, 1, 'a step is asked for') from chain.tasks;
select claimed();
select report('ship', 'succeeded');
select go_on_with_due();
select is(state || ' ' || epoch, 'EXECUTING 2', 'and rolled back, while the chain goes on')
from ids, chain.rollback(company(), id, '{ship}');
select is(epoch, 2, 'its undoing is asked for later') from chain.tasks where is_undoing;
select is_empty('select r.* from ids, chain.replay(company(), id) r', 'and the events tell the same');
select * from finish();
