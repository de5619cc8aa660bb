select plan(1);
create table ledger.planted ();
insert into audit.table_registry values ('ledger.gone', 'company');
select set_eq(
  $$select coalesce(t.name, r.name)::text from our_tables t
    full join audit.table_registry r on r.name = t.name
    where t.name is null or r.name is null$$,
  array['ledger.planted', 'ledger.gone'], 'and what is registered is there, but for what is planted');
select * from finish();
