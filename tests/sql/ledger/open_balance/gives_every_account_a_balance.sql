select plan(1);
select open_books();
insert into accounts (company_id, id, code, name, type, purpose, currency, normal_side, created_at)
select company(), ledger.new_id(), 'a' || n, 'A', 'asset', 'general', 'EUR', 'debit', audit.clock()
from generate_series(1, 100) n;
select is(count(*), 100::bigint, 'however it is opened') from account_balances
where code ~ '^a[0-9]+$' and posted = 0 and version = 0;
select * from finish();
