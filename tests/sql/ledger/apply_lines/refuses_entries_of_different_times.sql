select plan(6);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(2, '2030-01-01Z'), debit('cash', '5.00'), credit('alice', '5.00'))
    union all
    select * from direct_lines(header(2, '2031-01-01Z'), debit('bank', '5.00'), credit('bob', '5.00'))$$,
  'LG062', 'one statement books at one time');
select * from finish();
