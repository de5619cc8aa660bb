select plan(6);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00', '{"currency": "USD"}'),
      credit('alice', '5.00', '{"currency": "USD"}'))$$,
  'LG062', 'dollars on accounts in euros');
select * from finish();
