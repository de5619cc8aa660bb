select plan(1);
create table ledger.planted (a integer);
create view ledger.planted_view as select 1 as a;
create function ledger.planted_function() returns void language sql as '';
create type ledger.planted_type as (a integer);
create domain ledger.planted_domain as integer;
select set_eq(
  $$select name::text from our_relations where coalesce(obj_description(oid, 'pg_class'), '') = ''
    union all
    select t.name || '.' || a.attname from our_tables t join pg_attribute a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped and coalesce(col_description(t.oid, a.attnum), '') = ''
    union all select name from our_functions where coalesce(obj_description(oid, 'pg_proc'), '') = ''
    union all select name from our_types where coalesce(obj_description(oid, 'pg_type'), '') = ''
    union all select name from our_schemas where coalesce(obj_description(oid, 'pg_namespace'), '') = ''
    union all select rolname from pg_roles
      where rolname ~ '^holdfast_(owner|api|worker|reader)$'
        and coalesce(shobj_description(oid, 'pg_authid'), '') = ''$$,
  array['ledger.planted', 'ledger.planted.a', 'ledger.planted_view', 'ledger.planted_function',
    'ledger.planted_type',
    'ledger.planted_domain'], 'but for what is planted');
select * from finish();
