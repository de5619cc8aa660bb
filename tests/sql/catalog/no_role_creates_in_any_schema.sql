-- Its own temporary one included.
select plan(1);
create schema planted;
grant create on schema planted to public;
create temp table planted () on commit drop;
select set_eq(
  $$select x.role || ' ' || n.nspname
    from pg_namespace n, unnest(array['holdfast_api', 'holdfast_worker', 'holdfast_reader']) x (role)
    where has_schema_privilege(x.role, n.oid, 'create')$$,
  array['holdfast_api planted', 'holdfast_worker planted', 'holdfast_reader planted'],
  'but for the planted one');
select * from finish();
