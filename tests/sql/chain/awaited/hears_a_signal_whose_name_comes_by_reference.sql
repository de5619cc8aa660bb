select plan(4);
select open_books();
create temp table ids as select start(chain_of(
  step('ask', 'callback'), step('later', 'callback', '{"signal": {"$ref": "$.steps.ask.name"}}'))) as id;
select is(waiting_on, 'later: signal:delivered', 'it is known when it was told')
from ids, chain.signal(company(), id, 'ask', '{"name": "delivered"}');
select is(state, 'COMPLETED', 'and heard') from ids, chain.signal(company(), id, 'delivered');
truncate ids;
insert into ids select start(chain_of(
  step('ask', 'callback'),
  step('ship', 'callback', '{}', after('ask') || '{"effect": "compensatable", "compensation": {"kind": "callback",
    "params": {"signal": {"$ref": "$.steps.ask.name"}}}}')));
select chain.signal(company(), id, 'ask', '{"name": "returned"}') from ids;
select is(waiting_on, 'ship: signal:returned', 'an undoing too') from ids, chain.rollback(company(), id);
select is(state, 'ROLLED_BACK', 'hears it') from ids, chain.signal(company(), id, 'returned');
select * from finish();
