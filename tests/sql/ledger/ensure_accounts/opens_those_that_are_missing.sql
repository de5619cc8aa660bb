select plan(3);
select open_books();
create temp table ids on commit drop as
select * from ensure_accounts(company(), '[
  {"code": "cash", "name": "Other", "type": "asset", "currency": "EUR"},
  {"code": "new", "name": "New", "type": "liability", "currency": "EUR", "purpose": "wallet"},
  {"code": "free", "name": "Free", "type": "liability", "currency": "EUR", "purpose": "wallet",
  "no_floor": true}]');
select set_eq(
  'select code, account_id from ids', $$select code, id from accounts where code in ('cash', 'new', 'free')$$,
  'the ids of all');
select is(name, 'cash', 'one that is there stays as it is') from accounts where code = 'cash';
select results_eq(
  $$select code, floor::numeric from accounts where code in ('new', 'free') order by code$$,
  $$values ('free', null::numeric), ('new', 0)$$, 'others are opened as they are described');
select * from finish();
