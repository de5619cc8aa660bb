select plan(1);
create table ledger.planted (id uuid primary key, company_id uuid not null);
create table ledger.planted_too (company_id uuid, id uuid);
create table ledger.planted_three (company_id text not null, id uuid);
insert into audit.table_registry values
  ('ledger.planted', 'company'), ('ledger.planted_too', 'company'), ('ledger.planted_three', 'company');
select set_eq(
  $$select t.name::text from our_tables t
    where t.registered_as = 'company' and not exists (
      select from pg_attribute a
      where a.attrelid = t.oid and a.attnum = 1 and a.attname = 'company_id' and a.attnotnull
        and a.atttypid = 'uuid'::regtype)$$,
  array['ledger.planted', 'ledger.planted_too', 'ledger.planted_three'], 'but for the planted ones');
select * from finish();
