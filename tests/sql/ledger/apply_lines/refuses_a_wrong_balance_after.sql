select plan(6);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00', '{"balance_after": 5000}'),
      credit('alice', '5.00'))$$,
  'LG062', 'not the balance');
select * from finish();
