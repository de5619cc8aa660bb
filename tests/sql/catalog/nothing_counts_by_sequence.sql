-- chain.wakes counts nothing: it is a time that all see before it commits.
select plan(1);
create table ledger.planted (a integer generated always as identity, b serial);
create sequence audit.planted_c;
create table ledger.planted_d (d bigint default nextval('audit.planted_c'));
select set_eq(
  $$select name::text from our_relations where relkind = 'S'
    union all
    select t.name from our_tables t join pg_attribute a on a.attrelid = t.oid where a.attidentity <> ''
    union all
    select t.name from our_tables t join pg_attrdef d on d.adrelid = t.oid
      where pg_get_expr(d.adbin, d.adrelid) ~ 'nextval'$$,
  array['chain.wakes', 'ledger.planted_a_seq', 'ledger.planted_b_seq', 'audit.planted_c', 'ledger.planted', 'ledger.planted',
    'ledger.planted_d'],
  'ids are made in variables: wakes counts nothing, but for the planted ones');
select * from finish();
