select plan(1);
create function ledger.planted() returns void language sql security definer as '';
revoke execute on function ledger.planted from public;
select set_eq(
  $$select f.name::text from our_functions f
    where f.prosecdef and not exists (
      select from unnest(array['holdfast_api', 'holdfast_worker', 'holdfast_reader']) x (role)
      where has_function_privilege(x.role, f.oid, 'execute'))$$,
  array['ledger.planted'], 'a role may execute it, but for the planted one');
select * from finish();
