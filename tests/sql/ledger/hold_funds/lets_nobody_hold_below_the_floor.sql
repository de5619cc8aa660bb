select plan(12);
select open_books();
select fund('alice', '100.00');
select raises_for_all(
  $$insert into ledger.liens (company_id, id, account_id, amount, principal_id, created_at)
    values (company(), new_id(), account('alice'), 100.01, system_principal(), audit.clock())$$,
  'LN002', 'a lien by hand');
select raises_for_all(
  $$insert into ledger.liens (company_id, id, account_id, amount, principal_id, created_at)
    select company(), new_id(), account('alice'), 40, system_principal(), audit.clock()
      from generate_series(1, 3)$$,
  'LN002', 'three that are too much together');
select * from finish();
