select plan(1);
create function ledger.planted() returns void language plpgsql as $$
begin
  execute 'select ' || 1;
end
$$;
create function ledger.planted_too() returns void language plpgsql as $$
begin
  execute concat('select ', 1);
end
$$;
select set_eq(
  $$select name::text from our_functions where body ~* '\mexecute\M[^;]*(\|\||\mconcat)'$$,
  array['ledger.planted', 'ledger.planted_too'], 'none but the planted');
select * from finish();
