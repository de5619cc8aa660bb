select plan(2);
select open_books(), open_books('birch');
select results_eq(
  $$select company_id, code, name, type, currency, purpose, user_id, normal_side, floor, holder_company_id,
    metadata, status
    from create_account(company(), 'w', 'Wallet', 'liability', 'JPY', 'wallet', 'user-7', 'credit', 5, false,
      company('birch'), '{"a": 1}')$$,
  $$values (company(), 'w', 'Wallet', 'liability', 'JPY', 'wallet', 'user-7', 'credit', 5::amount,
    company('birch'), '{"a": 1}'::jsonb, 'open')$$,
  'as it is');
select is(count(*), 1::bigint, 'and is logged')
from audit.log where action = 'ledger.create_account' and subject_id = account('w');
select * from finish();
