select plan(48);
select open_books();
select fund('alice', '5.00');
select raises_for_all(s.statement, 'LG065', s.statement)
from (values
  ('update ledger.journal_lines set credit_amount = 6 where credit_amount = 5'),
  ('update ledger.journal_lines set description = description where false'),
  ('delete from ledger.journal_lines'), ('truncate ledger.journal_lines'),
  ($$update ledger.journal_entries set description = 'Another'$$),
  ('delete from ledger.journal_entries'), ('truncate ledger.journal_entries'),
  ($$insert into ledger.journal_lines select * from ledger.journal_lines
     on conflict (company_id, entry_id, line_no) do update set credit_amount = 7$$)) s (statement);
select * from finish();
