select plan(2);
select open_books();
select set_clock('2026-01-01 12:00Z');
select fund('alice', '100.00');
create function pg_temp.ask(p_effect text)
  returns uuid
  language sql
as $$
  select start(chain_of(
    pay('pay', 'alice', 'bob', '10.00'),
    step('ship', 'callback', '{}', after('pay') || jsonb_build_object('effect', p_effect)))
    || '{"deadline": "2026-01-01T12:01:00Z"}')
$$;
create temp table ids as select pg_temp.ask('none') as reversible, pg_temp.ask('pivot') as pivot;
select set_clock('2026-01-01 12:02Z');
select is(state, 'ROLLED_BACK', 'after the deadline it is too late')
from ids, chain.signal(company(), reversible, 'ship');
select is(state, 'COMPLETED', 'but what was done out there, and cannot be undone, counts')
from ids, chain.signal(company(), pivot, 'ship');
select * from finish();
