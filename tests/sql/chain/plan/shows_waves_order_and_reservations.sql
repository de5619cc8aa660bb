-- Money that comes first need not be reserved: fill, though written later, goes before spend.
select plan(4);
select open_books();
create temp table plans as
select chain.plan(company(), chain_of(
  pay('spend', 'bob', 'sales', '6.00'), pay('fill', 'alice', 'bob', '10.00'),
  step('wait', 'delay', '{"seconds": 5}', after('fill', 'spend')))) as plan;
select results_eq(
  $$select s ->> 'name', (s ->> 'wave')::integer, s -> 'depends_on'
    from plans, jsonb_array_elements(plan -> 'steps') s$$,
  $$values ('fill', 1, '[]'::jsonb), ('spend', 1, '[]'), ('wait', 2, '["fill", "spend"]')$$, 'steps');
select results_eq(
  $$select (a ->> 'account_id')::uuid, a ->> 'reserved' from plans, jsonb_array_elements(plan -> 'accounts') a$$,
  $$values (account('alice'), '10.00')$$, 'bob''s own funds are not needed');
select is(chain.validate_chain(company(), chain_of(pay('a', 'alice', 'bob', '0'))) -> 'is_valid', 'false', 'or not');
select is_empty('select from chain.chains', 'nothing is done');
select * from finish();
