select plan(1);
alter table ledger.companies add column planted_account_id uuid, add column planted_company_id uuid;
alter table ledger.companies add constraint planted_from_reference
  foreign key (planted_company_id, planted_account_id) references ledger.accounts (company_id, id);
create table ledger.planted (
  company_id uuid not null, id uuid, other_id uuid, code text,
  constraint planted_across foreign key (other_id, id) references ledger.accounts (company_id, id),
  constraint planted_not_by_key foreign key (code) references ledger.companies (code),
  constraint not_planted foreign key (company_id, id) references ledger.accounts (company_id, id),
  constraint nor_planted foreign key (code) references ledger.currencies (code));
insert into audit.table_registry values ('ledger.planted', 'company');
select set_eq(
  $$select c.conname::text
    from pg_constraint c
    join our_tables t on t.oid = c.conrelid
    left join our_tables f on f.oid = c.confrelid
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
    where c.contype = 'f' and not coalesce(case f.registered_as
      when 'company' then t.registered_as = 'company' and a.attname = 'company_id'
        and b.attname = 'company_id'
      when 'reference' then exists (
        select from pg_index i
        where i.indrelid = c.confrelid and i.indisprimary and i.indkey::int2[] @> c.confkey
          and i.indnatts = cardinality(c.confkey))
      end, false)$$,
  array['planted_from_reference', 'planted_across', 'planted_not_by_key'], 'but for the planted ones');
select * from finish();
