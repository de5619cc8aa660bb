-- Temporary schemas are searched for types before all others, unless the path names them: a cast in a
-- security definer function would run what a temporary domain checks, as the function's owner. Nobody
-- may make one, unless the DBA lets him.
select plan(2);
select open_books();
create temp table given on commit drop as select company() as company_id;
grant select on given to public;
do $$
begin
  execute format('grant temporary on database %I to holdfast_worker', current_database());
end
$$;
set local role holdfast_worker;
create function pg_temp.rob(p_value jsonb) returns boolean language plpgsql as $$
begin
  if current_user = 'holdfast_owner' then
    delete from ledger.posting_limits;
  end if;
  return true;
end
$$;
grant execute on function pg_temp.rob to public;
create domain pg_temp.jsonb as pg_catalog.jsonb check (pg_temp.rob(value));
select ok(ledger.list_groups(company_id) is not null, 'the function works') from given;
set local role none;
select is(count(*), 1::bigint, 'and the worker has not deleted a row by it') from posting_limits;
select * from finish();
