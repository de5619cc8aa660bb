select plan(10);
select open_books();
select handler('shop');
create temp table ids as select start_in_doubt() as id;
create function pg_temp.says(p_step text, p_outcome text, p_reason text, p_output text default null)
  returns text
  language sql
as $$
  select format('select chain.resolve_step(company(), %L, %L, %L, %L, %L)', id, p_step, p_outcome, p_reason, p_output) from ids
$$;
select raises(pg_temp.says('ship', 'succeeded', null), 'SG074', 'for no reason');
select raises(pg_temp.says('ship', 'succeeded', E' \t\n'), 'SG074', 'for a reason that says nothing');
select raises(pg_temp.says('ship', 'maybe', 'x'), 'SG073', 'as it cannot end');
select raises(pg_temp.says('ship', 'retried', 'x'), 'SG073', 'as nobody says');
select raises(pg_temp.says('ship', null, 'x'), 'SG073', 'in no way');
select raises(pg_temp.says('ship', 'noted', 'x'), 'SG072', 'where there is no late effect');
select raises(pg_temp.says('shop', 'succeeded', 'x'), 'SG033', 'what is not there');
select raises(pg_temp.says('ship', 'succeeded', 'x', '[]'), '23514', 'with an answer that is none');
select is(resolve(id, 'ship', 'succeeded'), 'resolved', 'it is resolved') from ids;
select raises(pg_temp.says('ship', 'succeeded', 'x'), 'SG072', 'once');
select * from finish();
