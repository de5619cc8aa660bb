-- Primary keys, unique constraints and unique indexes: elsewhere a shard cannot know what another one has.
select plan(1);
create table ledger.planted (company_id uuid not null, id uuid, code text unique,
  primary key (id, company_id));
create unique index planted_code on ledger.planted (code, company_id);
create unique index planted_lower on ledger.planted (lower(code));
create unique index not_planted on ledger.planted (company_id, lower(code));
insert into audit.table_registry values ('ledger.planted', 'company');
select set_eq(
  $$select i.indexrelid::regclass::text
    from our_tables t
    join pg_index i on i.indrelid = t.oid
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
    where t.registered_as = 'company' and (i.indisunique or i.indisexclusion)
      and a.attname is distinct from 'company_id'$$,
  array['planted_pkey', 'planted_code_key', 'planted_code', 'planted_lower'], 'but for the planted ones');
select * from finish();
