-- Even where its deadline passed while it waited for a lock: the accounts' last booking is later.
select plan(3);
select open_books();
select set_clock('2026-01-01 12:00Z');
select fund('alice', '100.00');
select set_clock('2026-01-01 11:00Z');
create temp table ids as
select start(chain_of(pay('pay', 'alice', 'bob', '1.00')) || '{"deadline": "2026-01-01T11:30:00Z"}') as id;
select is(chain_state(id), 'ROLLED_BACK', 'it has failed') from ids;
select is((select e.type from chain.events e where e.seq = 1), 'chain.created', 'and what it was is told');
select throws_ok(
  $$select start(chain_of(pay('pay', 'alice', 'bob', '1.001')) || '{"deadline": "2026-01-01T11:30:00Z"}')$$,
  'LG024', null, 'an invalid one is none');
select * from finish();
