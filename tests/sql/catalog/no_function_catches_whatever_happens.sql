select plan(1);
create function ledger.planted() returns void language plpgsql as $$
begin
  null; -- when others
exception
  when unique_violation or
    OTHERS then null;
end
$$;
create function ledger.not_planted() returns void language plpgsql as $$
begin
  null; -- exception when others then null;
end
$$;
select set_eq(
  $$select name::text from our_functions where body ~* '\mwhen\M[^;]*\mothers\M\s+then'$$,
  array['ledger.planted'],
  'none but the planted one');
select * from finish();
