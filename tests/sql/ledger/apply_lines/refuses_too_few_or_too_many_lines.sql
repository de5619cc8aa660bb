select plan(18);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines select *
    from direct_lines(header(3), debit('cash', '5.00'), credit('alice', '5.00'))$$,
  'LG060', 'too few');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(2), debit('cash', '5.00'), credit('alice', '3.00'),
      credit('bob', '2.00'))$$,
  'LG060', 'too many');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00', '{"line_no": 2}'),
      credit('alice', '5.00', '{"line_no": 3}'))$$,
  'LG060', 'not numbered from 1');
select * from finish();
