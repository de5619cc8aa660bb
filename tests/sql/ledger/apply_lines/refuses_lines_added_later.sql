select plan(12);
select open_books();
insert into journal_lines select *
from direct_lines(header(), debit('cash', '5.00'), credit('alice', '5.00'));
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines((select id from ledger.journal_entries),
      debit('cash', '5.00', '{"line_no": 3}'), credit('alice', '5.00', '{"line_no": 4}'))$$,
  'LG060', 'to an entry that is there');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines((select id from ledger.journal_entries), debit('cash', '5.00'),
      credit('alice', '5.00'))$$,
  '23505', 'in the place of its lines');
select * from finish();
