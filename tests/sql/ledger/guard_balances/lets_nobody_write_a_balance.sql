select plan(42);
select open_books();
select fund('alice', '5.00');
select raises_for_all(s.statement, 'LG063', split_part(s.statement, ' ledger.', 1))
from (values
  ('update ledger.balances set credits = credits + 100'),
  ('update ledger.balances set version = version'),
  ('update ledger.balances set held = 0 where false'),
  ($$insert into ledger.balances (company_id, account_id) values (company(), new_id())$$),
  ($$insert into ledger.balances (company_id, account_id) values (company(), account('alice'))
     on conflict (company_id, account_id) do update set credits = 100$$),
  ('delete from ledger.balances'),
  ('truncate ledger.balances')) s (statement);
select * from finish();
