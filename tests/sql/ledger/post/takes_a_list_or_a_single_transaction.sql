select plan(3);
select open_books();
select is(
  (select count(*) from ledger.post(transfer('cash', 'sales', '1.00'))), 1::bigint,
  'one object, one outcome');
select is((select count(*) from ledger.post(jsonb_build_array(
  transfer('cash', 'sales', '1.00'), transfer('cash', 'sales', '2.00')))), 2::bigint,
  'two in a list, two outcomes');
select is((select count(*) from ledger.post('[]')), 0::bigint, 'none for an empty list');
select * from finish();
