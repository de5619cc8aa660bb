select plan(2);
select open_books();
select raises(
  $$select ensure_accounts(company(),
    '[{"code": "cash", "name": "Cash", "type": "asset", "currency": "USD"}]')$$,
  'LG074', 'the account is there, in euros');
select raises(
  $$select ensure_accounts(company(), '[
      {"code": "new", "name": "New", "type": "asset", "currency": "EUR"},
      {"code": "cash", "name": "Cash", "type": "asset", "currency": "USD"}]')$$, 'LG074', 'none is opened');
select * from finish();
