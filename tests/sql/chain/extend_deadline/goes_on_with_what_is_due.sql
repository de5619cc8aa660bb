select plan(4);
select open_books();
select fund('alice', '100.00');
create temp table ids as
select start((select jsonb_build_object('steps', jsonb_agg(pay('pay_' || n, 'alice', 'bob', '0.01')),
  'deadline', '2098-01-01T00:00:00Z') from generate_series(1, 60) n)) as id;
select isnt((select due_at from chain.chains), null, 'fifty steps were enough for a commit');
select is(state, 'COMPLETED', 'it does not stop there') from ids, chain.extend_deadline(company(), id, null);
create temp table waiting as select start(chain_of(
  pay('pay', 'alice', 'bob', '1.00'), step('go', 'callback'))) as id;
select is(state, 'EXECUTING', 'a chain that waits waits on')
from waiting, chain.extend_deadline(company(), id, '2099-01-01 00:00Z');
select is((select due_at from chain.chains c join waiting w on w.id = c.id), '2099-01-01 00:00Z'::timestamptz,
  'until the new deadline');
select * from finish();
