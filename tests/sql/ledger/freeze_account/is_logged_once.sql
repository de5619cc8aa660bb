select plan(1);
select open_books();
select from freeze_account(company(), account('alice'), '00000000-0000-4000-8000-00000000000a');
select from freeze_account(company(), account('alice'));
select from unfreeze_account(company(), account('alice'));
select bag_eq(
  $$select subject_id, detail, principal_id from audit.log where action = 'ledger.set_account_status'$$,
  $$values
    (account('alice'), '{"status": "frozen"}'::jsonb, '00000000-0000-4000-8000-00000000000a'::uuid),
    (account('alice'), '{"status": "open"}', access.system_principal())$$, 'each change');
select * from finish();
