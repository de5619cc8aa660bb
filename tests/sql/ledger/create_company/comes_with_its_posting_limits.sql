select plan(2);
select results_eq(
  $$select code, name, kind, status from ledger.create_company('acme', 'Acme Ltd', 'bank')$$,
  $$values ('acme', 'Acme Ltd', 'bank', 'active')$$, 'a company');
select results_eq(
  'select * from posting_limits', $$values (company(), 100, 1000000.00::amount, true, true, true, true)$$,
  'with the settings of the guide');
select * from finish();
