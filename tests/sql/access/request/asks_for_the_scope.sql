select plan(4);
select open_books(), with_key('eye', '{ledger:read}', 'acme'), with_key('boss', '{admin}');
select is(
  (ask('eye', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '1.00'))).code,
  'ZA002', 'who reads does not write');
select is((ask('eye', 'no_such_operation')).code, 'ZA002', 'nor does what there is not');
select lives_ok($$select ask('eye', 'list_companies')$$, 'but reads');
select lives_ok(
  $$select ask('boss', 'create_atomic_transaction', company(), '{}', to_move('cash', 'sales', '1.00'))$$,
  'an admin does all');
select * from finish();
