select plan(3);
select open_books(), open_books('birch'), set_clock('2030-01-01Z');
select place('cash', n, '2030-01-10Z'::timestamptz - n * interval '1 hour') from generate_series(1, 5) n;
select from place_lien(company('birch'), account('birch/cash'), 6, p_expires_at => '2030-01-05Z');
select set_clock('2030-02-01Z');
select is(expire_liens(3), 3, 'three');
select set_eq(
  $$select amount::integer from liens where status = 'expired'$$, array[4, 5, 6],
  'of all companies, the oldest');
select is(expire_liens(), 3, 'then the rest');
select * from finish();
