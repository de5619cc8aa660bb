-- Functions that act with their caller's rights would need tables; the service has none. Arguments' default,
-- access.system_principal(), is evaluated by the caller.
select plan(1);
create function ledger.planted() returns void language sql as '';
grant execute on function ledger.planted() to holdfast_api;
select set_eq(
  $$select f.name::text from our_functions f, unnest(array['holdfast_api', 'holdfast_worker']) x (role)
    where has_function_privilege(x.role, f.oid, 'execute') and not f.prosecdef$$,
  array['access.system_principal', 'ledger.planted', 'ledger.planted'], 'the planted one, twice, is found');
select * from finish();
