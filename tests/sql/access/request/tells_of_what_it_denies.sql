-- A scope, a company, a company in what is rolled back; alone, under a key, and in a batch. Who is unknown leaves no trace.
select plan(6);
select open_books(), open_books('birch');
select with_key('till', '{ledger:write}', 'acme'), with_key('both', '{ledger:write}', 'acme', 'birch');
create temp table made on commit drop as
select jsonb_build_object('id', (a).body -> 'atomic_transaction_id') as params
from ask('both', 'create_atomic_transaction', company(), '{}', to_move('cash', 'birch/sales', '1.00')) a;
create function pg_temp.denials() returns bigint language sql as $$
  select count(*) from audit.log l
  where l.action = 'access.deny' and l.principal_id = (select p.id from access.principals p where p.name = 'till')
$$;
select is((ask('till', 'list_companies')).code, 'ZA002', 'a scope');
select is((ask('till', 'create_atomic_transaction', company('birch'), '{}', '{}', 'k')).code, 'ZA003', 'a company');
select is((ask('till', 'rollback_atomic_transaction', null, params, null, 'k')).code, 'ZA003', 'a partner') from made;
select is((select count(*) from access.idempotency_keys), 0::bigint, 'nothing is kept under its key');
select count(*) from access.request_creations(jsonb_build_array(
  jsonb_build_object('credential', credential('till'), 'company_id', company('birch'), 'body', '{}'::jsonb),
  jsonb_build_object('credential', credential('nobody'), 'company_id', company(), 'body', '{}'::jsonb)));
select is(pg_temp.denials(), 4::bigint, 'each is told of');
select is(
  l.detail, jsonb_build_object('operation', 'list_companies', 'code', 'ZA002', 'company_id', null, 'request_id', l.detail -> 'request_id'),
  'with what was asked for')
from audit.log l where l.action = 'access.deny' and l.detail ->> 'code' = 'ZA002';
select * from finish();
