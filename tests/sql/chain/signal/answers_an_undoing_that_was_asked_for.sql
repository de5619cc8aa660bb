-- Not before, and not by what the step itself was told.
select plan(5);
select open_books();
create temp table ids as select start(chain_of(
  step('ship', 'callback', '{"signal": "parcel"}',
    '{"effect": "compensatable", "compensation": {"kind": "callback", "params": {"signal": "parcel"}}}'),
  step('pack', 'callback', '{}', '{"effect": "compensatable", "compensation": {"kind": "callback"}}'),
  step('go', 'callback'))) as id;
select throws_ok(
  'select chain.signal(company(), id, ''undo_pack'') from ids', 'SG032', null, 'nothing is undone yet');
select chain.signal(company(), id, 'parcel') from ids;
select is(waiting_on, 'ship: signal:parcel, pack: signal:undo_pack', 'each undoing waits')
from ids, chain.rollback(company(), id);
select is(waiting_on, 'pack: signal:undo_pack', 'for an answer of its own')
from ids, chain.signal(company(), id, 'parcel');
select throws_ok('select chain.signal(company(), id, ''parcel'') from ids', 'SG031', null, 'once');
select is(state, 'ROLLED_BACK', 'until all have come') from ids, chain.signal(company(), id, 'undo_pack');
select * from finish();
