select plan(3);
select open_books();
create temp table ids as select start(chain_of(step('go', 'callback'))) as id;
select chain.signal(company(), id, 'go', '{"score": "7", "reason": null}') from ids;
select is(
  (select e.payload - 'run' - 'is_undoing' from chain.events e where e.type = 'signal.received'),
  '{"name": "go", "kind": "signal", "payload": {"score": "7", "reason": null}}', 'with what was said');
select is_empty('select chain.verify(company(), id) from ids', 'in the chain of hashes');
select is_empty('select chain.replay(company(), id) from ids', 'and the rest is as the events tell it');
select * from finish();
