select plan(30);
select open_books();
select place('cash', 1);
select raises_for_all(s.statement, 'LG065', s.statement)
from (values
  ('delete from ledger.accounts'), ('truncate ledger.accounts cascade'), ('delete from ledger.liens'),
  ('truncate ledger.liens'),
  ('truncate ledger.companies cascade')) s (statement);
select * from finish();
