select plan(4);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(
  lien('hold', 'alice', 'bob', '100.00'),
  step('take', 'capture_lien', '{"lien": "hold"}'), step('go', 'callback'))) as id;
select is(state, 'EXECUTING', 'a part is undone') from ids, chain.rollback(company(), id, '{take}');
select is(held('alice'), 100.00, 'the lien holds again');
select is(state, 'COMPLETED', 'the chain goes on') from ids, chain.signal(company(), id, 'go');
select is(balance('bob'), 100.00, 'and settles it');
select * from finish();
