select plan(2);
select open_books(), open_books('birch');
select with_key('till', '{ledger:write}', 'acme'), with_key('both', '{ledger:write}', 'acme', 'birch');
create temp table made on commit drop as
select jsonb_build_object('id', (a).body -> 'atomic_transaction_id') as params
from ask('both', 'create_atomic_transaction', company(), '{}', to_move('cash', 'birch/sales', '1.00')) a;
select is((ask('till', 'rollback_atomic_transaction', null, params)).code, 'ZA003', 'not a partner''s money') from made;
select is((a).body -> 'success', 'true', 'but one''s own')
from made cross join lateral ask('both', 'rollback_atomic_transaction', null, params) a;
select * from finish();
