select plan(6);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00'), credit('alice', '4.00'))
    union all select * from direct_lines(header(), debit('bank', '4.00'), credit('bob', '5.00'))$$,
  'LG061', 'each entry by itself');
select * from finish();
