-- Row-level security does not reach into them: they show every company's rows to whoever reads them.
select plan(1);
create materialized view ledger.planted as select 1 as a;
create materialized view ledger.planted_too as select 1 as a;
create materialized view ledger.not_planted as select 1 as a;
grant select on ledger.planted to holdfast_reader;
grant select (a) on ledger.planted_too to public;
select set_eq(
  $$select r.name::text
    from our_relations r, unnest(array['holdfast_api', 'holdfast_worker', 'holdfast_reader']) x (role)
    where r.relkind = 'm' and has_any_column_privilege(x.role, r.oid, 'select')$$,
  array['ledger.planted', 'ledger.planted_too'], 'none but the planted ones');
select * from finish();
