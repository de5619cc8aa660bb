select plan(1);
select from create_company('acme', 'Acme Ltd', p_principal_id => '00000000-0000-4000-8000-00000000000a');
select results_eq(
  'select company_id, principal_id, action, subject_id from audit.log',
  $$values (company(), '00000000-0000-4000-8000-00000000000a'::uuid, 'ledger.create_company', company())$$,
  'who made it');
select * from finish();
