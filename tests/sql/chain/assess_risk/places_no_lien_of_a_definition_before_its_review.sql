-- A chain is valid when its liens are placed; until then no step of it runs.
select plan(5);
select open_books();
select fund('alice', '100.00');
select rule('largest_lien', 10, 'review');
create temp table ids as select start(chain_of(pay('out', 'bob', 'cash', '20.00')) || jsonb_build_object(
  'liens', jsonb_build_array(lien('x', 'alice', 'bob', '20.00') -> 'params' || '{"name": "hold"}'))) as id;
select is((state, waiting_on)::text, '(CREATED,"hold: review")', 'it waits')
from ids join chain.chains using (id);
select is(step_states(id), 'hold WAITING, out PENDING', 'with all its steps') from ids;
select is((select state from chain.advance(company(), id)), 'CREATED', 'whoever looks at it') from ids;
select is(judge(id, 'hold'), 'COMPLETED', 'until it is approved') from ids;
select is((select string_agg(type, ' ' order by seq) from chain.events where type like 'chain.%'),
  'chain.created chain.validated chain.executing chain.completed', 'in all its states');
select * from finish();
