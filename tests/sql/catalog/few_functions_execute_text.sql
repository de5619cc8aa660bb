-- What they execute is format(), with identifiers quoted by %I and literals by %L; values come by USING.
select plan(2);
create function ledger.planted() returns void language plpgsql as $$
declare
  v_text text := 'select 1';
begin
  execute v_text;
end
$$;
create function ledger.planted_too() returns void language plpgsql as $$
begin
  execute format('select %s', 1);
end
$$;
create function ledger.planted_three() returns void language plpgsql as $$
declare
  v_row record;
begin
  for v_row in execute 'select 1' loop
    null;
  end loop;
end
$$;
create function ledger.planted_four() returns refcursor language plpgsql as $$
declare
  v_cursor refcursor;
begin
  open v_cursor for
    execute format('select %1$s', 1);
  return v_cursor;
end
$$;
select set_eq(
  $$select name::text from our_functions where body ~* '\mexecute\M'$$,
  array['access.call_operation', 'access.require_subject', 'chain.ask_step', 'chain.ask_undo',
    'chain.assess_risk', 'ledger.planted', 'ledger.planted_too', 'ledger.planted_three', 'ledger.planted_four'],
  'those that do are known');
select set_eq(
  $$select f.name::text from our_functions f, regexp_matches(f.body, '\mexecute\M\s*([^;]*)', 'gi') m
    where m[1] !~* '^format\(''[^'']*''' or m[1] ~ '^format\(''[^'']*%[^IL%]'$$,
  array['ledger.planted', 'ledger.planted_too', 'ledger.planted_three', 'ledger.planted_four'],
  'and quote what they are given, but for the planted ones');
select * from finish();
