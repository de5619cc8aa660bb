-- Of a transaction between companies, those that the caller may see.
select plan(3);
select open_books(), open_books('birch');
select with_key('both', '{ledger:read,ledger:write}', 'acme', 'birch'), with_key('one', '{ledger:read}', 'acme'),
  with_key('other', '{ledger:read}', 'birch');
create temp table made on commit drop as
select jsonb_build_object('id', (a).body -> 'atomic_transaction_id') as params
from ask('both', 'create_atomic_transaction', company(), '{}', to_move('cash', 'birch/sales', '1.00')) a;
create function pg_temp.companies_of(p_name text) returns text[] language sql as $$
  select array_agg(c.code order by c.code)
  from made
  cross join lateral ask(p_name, 'get_atomic_transaction', null, params) a
  cross join lateral jsonb_array_elements((a).body -> 'journal_entries') e
  join ledger.companies c on c.id = (e ->> 'company_id')::uuid
$$;
select is(pg_temp.companies_of('both'), '{acme,birch}', 'both companies''');
select is(pg_temp.companies_of('one'), '{acme}', 'one''s own');
select throws_ok(format($$select ask('other', 'get_atomic_transaction', null, %L)$$, params), 'ZA004', null, 'it is the asking company''s')
from made;
select * from finish();
