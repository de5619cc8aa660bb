select plan(2);
grant insert on ledger.accounts to holdfast_reader;
grant update (name) on ledger.companies to holdfast_api;
grant select on ledger.liens to holdfast_worker;
select set_eq(
  $$select r.name || ' ' || x.role
    from our_relations r, unnest(array['holdfast_api', 'holdfast_worker', 'holdfast_reader']) x (role)
    where has_table_privilege(x.role, r.oid, 'insert, update, delete, truncate, references, trigger')
      or has_any_column_privilege(x.role, r.oid, 'insert, update, references')$$,
  array['ledger.accounts holdfast_reader', 'ledger.companies holdfast_api'], 'but for what is planted');
select set_eq(
  $$select r.name || ' ' || x.role
    from our_relations r, unnest(array['holdfast_api', 'holdfast_worker']) x (role)
    where has_any_column_privilege(x.role, r.oid, 'select')$$,
  array['ledger.liens holdfast_worker'], 'only readers read them');
select * from finish();
