select plan(9);
select open_books(), open_books('birch');
select with_key('till', '{ledger:write}', 'acme'), with_key('other', '{ledger:write}', 'birch'), with_key('eye', '{ledger:read}');
create function pg_temp.item(p_name text, p_body jsonb, p_key text default null, p_company text default 'acme')
  returns table (credential jsonb, company_id uuid, body jsonb, key text, request_id uuid) language sql as $$
  select credential(p_name), company(p_company), p_body, p_key, new_id()
$$;
create temp table answers on commit drop as
select a.*
from (
  select array_agg(i.credential order by n) as credentials, array_agg(i.company_id order by n) as companies,
    array_agg(i.body order by n) as bodies, array_agg(i.key order by n) as keys, array_agg(i.request_id order by n) as ids
  from (values
    (0, 'till', to_move('cash', 'alice', '5.00'), null),
    (1, 'till', to_move('alice', 'sales', '7.00'), 'k1'),
    (2, 'other', to_move('cash', 'alice', '5.00'), null),
    (3, 'nobody', to_move('cash', 'alice', '5.00'), null),
    (4, 'eye', to_move('cash', 'alice', '5.00'), null),
    (5, 'till', to_move('alice', 'sales', '1.001'), 'k2'),
    (6, 'till', to_move('alice', 'sales', '5.00'), 'k3'),
    (7, 'till', to_move('alice', 'sales', '5.00'), 'k3')) v (n, name, doc, k)
  cross join lateral pg_temp.item(v.name, v.doc, v.k) i
) b
cross join lateral access.request_creations(b.credentials, b.companies, b.bodies, b.keys, b.ids) a;
select results_eq(
  'select "position", code, replayed from answers order by 1',
  $$values (0, null, false), (1, 'LG040', false), (2, 'ZA003', false), (3, 'ZA001', false), (4, 'ZA002', false),
    (5, 'LG024', false), (6, null, false), (7, 'ZA011', false)$$, 'each has its own answer');
select is(body ->> 'status', 'completed', 'the guide''s response') from answers where "position" = 0;
select matches(body ->> 'detail', '^Validation error: ', 'the guide''s words') from answers where "position" = 5;
select is(balance('alice'), 0.00, 'the first gave, the seventh took');
select is((a).replayed, true, 'a refusal for the state of things is kept')
from ask('till', 'create_atomic_transaction', company(), '{}', to_move('alice', 'sales', '7.00'), 'k1') a;
select is((a).replayed, true, 'what was done is kept')
from ask('till', 'create_atomic_transaction', company(), '{}', to_move('alice', 'sales', '5.00'), 'k3') a;
select is((select count(*) from access.idempotency_keys), 2::bigint, 'an error of form is not');
select is(r.replayed, true, 'also in another batch')
from pg_temp.item('till', to_move('alice', 'sales', '5.00'), 'k3') i
cross join lateral access.request_creations(
  array[i.credential], array[i.company_id], array[i.body], array[i.key], array[i.request_id]) r;
select is(r.code, 'ZA010', 'and is for one request')
from pg_temp.item('till', to_move('alice', 'sales', '6.00'), 'k3') i
cross join lateral access.request_creations(
  array[i.credential], array[i.company_id], array[i.body], array[i.key], array[i.request_id]) r;
select * from finish();
