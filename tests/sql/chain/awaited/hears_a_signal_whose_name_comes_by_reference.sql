select plan(2);
select open_books();
create temp table ids as select start(chain_of(
  step('ask', 'callback'), step('later', 'callback', '{"signal": {"$ref": "$.steps.ask.name"}}'))) as id;
select is(waiting_on, 'later: signal:delivered', 'it is known when it was told')
from ids, chain.signal(company(), id, 'ask', '{"name": "delivered"}');
select is(state, 'COMPLETED', 'and heard') from ids, chain.signal(company(), id, 'delivered');
select * from finish();
