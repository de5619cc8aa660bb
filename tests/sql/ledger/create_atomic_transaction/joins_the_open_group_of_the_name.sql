select plan(4);
select open_books(), open_books('birch');
create function pg_temp.create_in(p_company text, p_group text) returns jsonb language sql as $$
  select ledger.create_atomic_transaction(
    company(p_company),
    jsonb_build_array(booking(debit(p_company || '/cash', '1.00'), credit(p_company || '/sales', '1.00'))),
    '{}', p_group)
    -> 'transaction_group_id'
$$;
select is(
  pg_temp.create_in('acme', 'Day'), pg_temp.create_in('acme', 'Day'), 'the same name, the same group');
select isnt(
  pg_temp.create_in('acme', 'Day'), pg_temp.create_in('acme', 'Night'), 'another name, another group');
select isnt(
  pg_temp.create_in('acme', 'Day'), pg_temp.create_in('birch', 'Day'), 'another company, another group');
select from close_group(company(),
  (select id from transaction_groups where company_id = company() and name = 'Day'));
select pg_temp.create_in('acme', 'Day');
select results_eq(
  $$select g.status, count(*) from transaction_groups g
    join atomic_transactions t on t.transaction_group_id = g.id
    where g.company_id = company() and g.name = 'Day' group by g.id, g.status order by g.status$$,
  $$values ('active', 1::bigint), ('closed', 4)$$, 'a closed one is not joined: a new one takes its name');
select * from finish();
