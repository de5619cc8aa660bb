select plan(2);
select is_empty(
  $$select rolname from pg_roles where rolname ~ '^holdfast_' and rolname !~ '^holdfast_test'
    and (rolcanlogin or rolsuper or rolcreaterole or rolcreatedb or rolreplication or rolbypassrls)$$,
  'they have no powers');
select is_empty(
  $$select m.roleid::regrole from pg_auth_members m
    where m.member in (select oid from pg_roles
      where rolname in ('holdfast_api', 'holdfast_worker', 'holdfast_reader'))$$,
  'and are members of none');
select * from finish();
