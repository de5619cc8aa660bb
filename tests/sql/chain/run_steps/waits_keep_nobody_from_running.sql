select plan(3);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(jsonb_build_object('steps', (
  select jsonb_agg(step('wait_' || n, 'callback')) from generate_series(1, 60) n)
  || jsonb_build_array(pay('pay', 'alice', 'bob', '1.00')))) as id;
select chain.advance(company(), id) from ids;
select is(state, 'SUCCEEDED', 'one after many that wait') from chain.steps where name = 'pay';
select is(count(*), 60::bigint, 'who wait') from chain.steps where state = 'WAITING';
select is(due_at, null, 'and nothing is to be done') from chain.chains;
select * from finish();
