select plan(1);
create function ledger.planted() returns void language sql as '';
grant select on ledger.accounts to public;
select set_eq(
  $$select f.name::text from our_functions f, aclexplode(coalesce(f.proacl, acldefault('f', f.proowner))) a
    where a.grantee = 0
    union all
    select r.name from our_relations r join pg_class c on c.oid = r.oid, aclexplode(c.relacl) a
      where a.grantee = 0
    union all
    select r.name from our_relations r join pg_attribute t on t.attrelid = r.oid, aclexplode(t.attacl) a
      where a.grantee = 0
    union all
    select s.name from our_schemas s join pg_namespace n on n.oid = s.oid, aclexplode(n.nspacl) a
      where a.grantee = 0$$,
  array['ledger.planted', 'ledger.accounts'], 'nothing but the planted');
select * from finish();
