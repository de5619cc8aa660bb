select plan(42);
select open_books();
select fund('alice', '1.00');
select start(chain_of(pay('a', 'alice', 'bob', '1.00', '{"checkpoint": true}'), step('go', 'callback')));
select chain.define(company(), 'one', chain_of(step('go', 'callback')));
select chain.signal(company(), id, 'go') from chain.chains;
select raises_for_all(c.change, 'LG065', c.change)
from (values
  ('delete from chain.chains'), ('delete from chain.steps'), ('delete from chain.deferred_transfers'),
  ('update chain.definitions set version = 5'), ('delete from chain.checkpoints'),
  ('update chain.signals set name = ''x'''), ('update chain.events set type = ''x''')) c (change);
select * from finish();
