select plan(1);
create table ledger.planted ();
create function ledger.planted_function() returns void language sql as '';
create type ledger.planted_type as (a integer);
select set_eq(
  $$select name::text from our_relations where relowner <> 'holdfast_owner'::regrole
    union all select name from our_functions where proowner <> 'holdfast_owner'::regrole
    union all select name from our_types where typowner <> 'holdfast_owner'::regrole$$,
  array['ledger.planted', 'ledger.planted_function', 'ledger.planted_type'], 'all but the planted ones');
select * from finish();
