select plan(9);
select open_books(), open_books('birch');
select with_key('till', '{ledger:write}', 'acme'), with_key('other', '{ledger:write}', 'birch'), with_key('eye', '{ledger:read}');
create function pg_temp.item(p_name text, p_body jsonb, p_key text default null) returns jsonb language sql as $$
  select jsonb_build_object(
    'credential', credential(p_name), 'company_id', company(), 'body', p_body, 'key', p_key, 'request_id', new_id())
$$;
create temp table answers on commit drop as
select a.*
from access.request_creations(jsonb_build_array(
  pg_temp.item('till', to_move('cash', 'alice', '5.00')),
  pg_temp.item('till', to_move('alice', 'sales', '7.00'), 'k1'),
  pg_temp.item('other', to_move('cash', 'alice', '5.00')),
  pg_temp.item('nobody', to_move('cash', 'alice', '5.00')),
  pg_temp.item('eye', to_move('cash', 'alice', '5.00')),
  pg_temp.item('till', to_move('alice', 'sales', '1.001'), 'k2'),
  pg_temp.item('till', to_move('alice', 'sales', '5.00'), 'k3'),
  pg_temp.item('till', to_move('alice', 'sales', '5.00'), 'k3'))) a;
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
from access.request_creations(jsonb_build_array(pg_temp.item('till', to_move('alice', 'sales', '5.00'), 'k3'))) r;
select is(r.code, 'ZA010', 'and is for one request')
from access.request_creations(jsonb_build_array(pg_temp.item('till', to_move('alice', 'sales', '6.00'), 'k3'))) r;
select * from finish();
