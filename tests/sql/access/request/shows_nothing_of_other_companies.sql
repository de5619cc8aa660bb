-- What is another company's is answered like what there is not.
select plan(11);
select open_books(), open_books('birch'), with_key('till', '{ledger:read,ledger:write}', 'acme');
create temp table theirs on commit drop as
select account('birch/cash') as account_id, (ledger.create_atomic_transaction(company('birch'), to_move('birch/cash', 'birch/sales', '1.00') -> 'transactions'))
    ->> 'atomic_transaction_id' as transaction_id;
select is(
  ask('till', 'list_groups', c), row('ZA003', '{"detail": "Access denied to specified company"}', false)::access.answer,
  'a company that ' || d)
from (values (company('birch'), 'is another''s'), (new_id(), 'there is not')) x (c, d);
select throws_ok(format($$select ask('till', %L, null, %L)$$, o, jsonb_build_object('id', t.account_id)), 'ZA004', null, o)
from theirs t, unnest(array['get_account', 'get_balance', 'list_account_transactions', 'place_lien']) o;
select throws_ok(
  format($$select ask('till', 'get_atomic_transaction', null, %L)$$, jsonb_build_object('id', t.transaction_id)),
  'ZA004', null, 'a transaction') from theirs t;
select throws_ok(
  format($$select ask('till', 'rollback_atomic_transaction', null, %L)$$, jsonb_build_object('id', t.transaction_id)),
  'ZA004', null, 'nor rolled back') from theirs t;
select throws_ok(
  $$select ask('till', 'create_atomic_transaction', company(), '{}', to_move('cash', 'birch/cash', '1.00'))$$,
  'LG011', null, 'an account named in a transaction is not found');
select is((a).body -> 'is_valid', 'false', 'nor is one that is to be validated')
from ask('till', 'validate_atomic_transaction', null, '{}', to_move('birch/cash', 'birch/sales', '1.00')) a;
select is(jsonb_array_length((a).body -> 'items'), 1, 'only one''s own companies are listed')
from ask('till', 'list_companies') a;
select * from finish();
