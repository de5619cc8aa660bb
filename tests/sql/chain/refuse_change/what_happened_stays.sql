select plan(54);
select open_books();
select fund('alice', '1.00');
select rule('velocity_count', 9, 'deny', '1 day');
select start(chain_of(pay('a', 'alice', 'bob', '1.00', '{"checkpoint": true}'), step('go', 'callback')));
select chain.define(company(), 'one', chain_of(step('go', 'callback')));
select chain.signal(company(), id, 'go') from chain.chains;
select raises_for_all(c.change, 'LG065', c.change)
from (values
  ('delete from chain.chains'), ('delete from chain.steps'), ('delete from chain.deferred_transfers'),
  ('update chain.definitions set version = 5'), ('delete from chain.checkpoints'),
  ('update chain.signals set name = ''x'''), ('update chain.events set type = ''x'''),
  ('update chain.risk_rules set threshold = 0'), ('delete from chain.risk_assessments')) c (change);
select * from finish();
