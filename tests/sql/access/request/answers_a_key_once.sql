select plan(6);
select open_books(), with_key('till', '{ledger:write}', 'acme');
create temp table answers on commit drop as
select n, a.* from generate_series(1, 3) n,
  lateral ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '7.00'), 'k' || n / 3) a;
select is(replayed, false, 'the first is done') from answers where n = 1;
select is(replayed, true, 'the second is a replay') from answers where n = 2;
select is(body, (select body from answers where n = 1), 'with the same answer') from answers where n = 2;
select is(replayed, false, 'another key is another request') from answers where n = 3;
select is(balance('cash'), 14.00, 'each counts once');
select throws_ok(
  $$select ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '8.00'), 'k0')$$,
  'ZA010', null, 'a key does not stand for another request');
select * from finish();
