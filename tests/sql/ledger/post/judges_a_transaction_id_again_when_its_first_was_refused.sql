select plan(3);
select open_books();
select results_eq(
  $$select position, status, code, errors -> 0 -> 'transaction' from ledger.post(jsonb_build_array(
      transfer('alice', 'sales', '5.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}',
      transfer('cash', 'alice', '7.00'),
      transfer('alice', 'sales', '5.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}',
      transfer('alice', 'sales', '5.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}',
      transfer('alice', 'sales', '5.00')))$$,
  $$values (0, 'refused', 'LG040', '0'::jsonb), (1, 'posted', null, null), (2, 'posted', null, null),
      (3, 'refused', 'LG014', '3'), (4, 'refused', 'LG040', '4')$$, 'as if they came one by one');
select is(balance('alice'), 2.00, 'five left the wallet');
select is(balance('sales'), 5.00, 'once');
select * from finish();
