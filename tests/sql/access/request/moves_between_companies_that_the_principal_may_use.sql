select plan(2);
select open_books(), open_books('birch'), with_key('till', '{ledger:write}', 'acme', 'birch');
select is((a).code, null, 'it is posted')
from ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'birch/sales', '1.00')) a;
select is(balance('birch/sales'), 1.00, 'in the books of both');
select * from finish();
