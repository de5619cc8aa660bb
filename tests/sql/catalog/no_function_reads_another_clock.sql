select plan(1);
create function ledger.planted() returns timestamptz language sql as 'select now ()';
create function ledger.planted_too() returns timestamptz language sql as 'select current_timestamp';
create function ledger.planted_three() returns timestamptz language sql as 'select clock_timestamp()';
select set_eq(
  $$select name::text from our_functions
    where body ~* '\m(now|statement_timestamp|transaction_timestamp|timeofday)\s*\('
      or body ~* '\m(current_timestamp|current_time|current_date|localtimestamp|localtime)\M'
      or body ~* '\mclock_timestamp\M' and name not in ('audit.clock', 'ledger.new_id')$$,
  array['ledger.planted', 'ledger.planted_too', 'ledger.planted_three'],
  'audit.clock() is the clock; an id has a time of its own');
select * from finish();
