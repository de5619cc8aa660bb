select plan(2);
select open_books();
select results_eq(
  $$select position, status, code from ledger.post((
    select jsonb_agg(
      transfer('cash', 'sales', '1.00') || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}')
    from generate_series(1, 3)))$$,
  $$values (0, 'posted', null), (1, 'refused', 'LG014'), (2, 'refused', 'LG014')$$, 'the first is posted');
select is(balance('sales'), 1.00, 'and counts once');
select * from finish();
