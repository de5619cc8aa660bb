-- Also where the request names the company itself.
select plan(2);
select open_books(), open_books('birch'), with_key('till', '{ledger:read}', 'acme');
create function pg_temp.codes(p_company uuid) returns jsonb language sql as $$
  select jsonb_path_query_array((a).body, '$.validation_results[*].problems[*].code')
  from ask('till', 'validate_atomic_transaction', null, '{}',
    jsonb_set(to_move('birch/cash', 'birch/sales', '1.00'), '{transactions,0,company_id}', to_jsonb(p_company))) a
$$;
select is(pg_temp.codes(company('birch')), pg_temp.codes(new_id()), 'another''s company is like one that there is not');
select is(pg_temp.codes(company('birch')) -> 0, '"LG017"', 'it is not found');
select * from finish();
