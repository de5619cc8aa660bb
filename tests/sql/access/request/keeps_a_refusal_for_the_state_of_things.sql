select plan(5);
select open_books(), with_key('till', '{ledger:write}', 'acme');
create function pg_temp.pay() returns access.answer language sql as $$
  select ask('till', 'create_atomic_transaction', company(), '{}', to_move('alice', 'sales', '5.00'), 'k')
$$;
select is((a).code, 'LG040', 'there is no money') from pg_temp.pay() a;
select matches((a).body ->> 'detail', 'Insufficient funds', 'and it is said') from pg_temp.pay() a;
select fund('alice', '5.00');
select is((a).replayed, true, 'the answer stays, though there is money now') from pg_temp.pay() a;
select is(balance('alice'), 5.00, 'nothing moved');
select is((select count(*) from transaction_groups), 0::bigint, 'and nothing else of it stays');
select * from finish();
