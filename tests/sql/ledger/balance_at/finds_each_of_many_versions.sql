select plan(1);
select open_books();
select count(*) from (
  select set_clock('2024-01-01Z'::timestamptz + n * interval '1 minute'), fund('alice', '1.00')
    from generate_series(1, 33) n) x;
select is_empty(
  $$select n from generate_series(0, 34) n
    where balance_at(company(), account('alice'),
      '2024-01-01Z'::timestamptz + n * interval '1 minute') <> least(n, 33)$$,
  'whichever it is');
select * from finish();
