select plan(1);
create function ledger.planted() returns void language sql security definer as '';
create function ledger.planted_too() returns void language sql security definer set search_path = '' as '';
create function ledger.planted_three() returns void language sql security definer set search_path = public,
  pg_temp as '';
select set_eq(
  $$select name::text from our_functions
    where prosecdef and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)$$,
  array['ledger.planted', 'ledger.planted_too', 'ledger.planted_three'],
  'and pg_catalog first: all but the planted ones');
select * from finish();
