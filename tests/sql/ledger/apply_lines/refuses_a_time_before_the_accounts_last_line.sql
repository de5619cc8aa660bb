select plan(6);
select open_books();
select fund('alice', '5.00');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(2, '2001-01-01Z'), debit('cash', '5.00'), credit('alice', '5.00'))$$,
  'LG062', 'time order is version order');
select * from finish();
