select plan(1);
select open_books();
select is(
  verdict(jsonb_build_object('transaction_id', 'ABCDEFAB-0000-4000-8000-000000000000', 'entries',
    jsonb_build_array(
    entry(
      debit('cash', '5.00', jsonb_build_object('account_id', upper(account('cash')::text))),
      credit('sales', '5.00'))
    || jsonb_build_object('company_id', upper(company()::text))))),
  'posted', 'a uuid is the same in capital letters');
select * from finish();
