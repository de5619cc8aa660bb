-- A session may set what it likes: who it is, or which company's, is no setting.
select plan(1);
create function ledger.planted() returns text language sql as 'select current_setting(''holdfast.company'')';
create function ledger.planted_too() returns text language sql as 'select setting from pg_settings limit 1';
create function ledger.planted_three() returns text language plpgsql as $$
begin
  return set_config('holdfast.company', '', true);
end
$$;
select set_eq(
  $$select f.name || coalesce(' ' || m[1], '')
    from our_functions f,
      regexp_matches(f.body, '(?:set_config|pg_settings|current_setting(?:\(([^),]*))?)', 'gi') m$$,
  array['ledger.new_id ''server_version_num''', 'ledger.lock_balances ''transaction_isolation''',
    'ledger.planted ''holdfast.company''', 'ledger.planted_too', 'ledger.planted_three'],
  'but for the planted ones');
select * from finish();
