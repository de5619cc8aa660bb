-- A function and a row.
select plan(3);
select open_books();
select fund('alice', '100.00');
create schema ours;
create function ours.measure_cents(p_call chain.risk_call) returns numeric language sql immutable as $$
  select mod(p_call.amount, 1) * 100
$$;
grant usage on schema ours to holdfast_owner;
insert into chain.risk_measures (measure, run_schema, run_function, unit) values ('cents', 'ours', 'measure_cents', 'count');
select rule('cents', 50, 'deny', p_account => 'alice');
select is(outcome(pay('a', 'alice', 'bob', '1.50')), 'COMPLETED', 'at its threshold');
select is(outcome(pay('a', 'alice', 'bob', '1.51')), 'ROLLED_BACK SG050', 'above it');
select results_eq('select measured from chain.risk_assessments order by id', 'values (50.00), (51.00)',
  'what it measured is kept');
select * from finish();
