select plan(3);
select open_books(), with_key('till', '{ledger:write}', 'acme');
select throws_ok(
  $$select ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '1.001'), 'k')$$,
  'LG024', null, 'a malformed one is refused');
select is((a).replayed, false, 'mended, it is done under the same key')
from ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '1.00'), 'k') a;
select is(balance('cash'), 1.00, 'once');
select * from finish();
