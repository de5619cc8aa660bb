select plan(2);
select open_books(), with_key('till', '{ledger:write}', 'acme');
select ledger.freeze_account(company(), account('cash'));
select throws_ok(
  $$select ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '1.001'), 'k')$$,
  'LG012', null, 'frozen, and too precise');
select is((select count(*) from access.idempotency_keys), 0::bigint, 'the key is free');
select * from finish();
