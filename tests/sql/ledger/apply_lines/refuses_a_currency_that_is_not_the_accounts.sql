select plan(12);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00', '{"currency": "USD"}'),
      credit('alice', '5.00', '{"currency": "USD"}'))$$,
  'LG062', 'dollars on accounts in euros');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(4), debit('cash', '5.00'), credit('alice', '5.00'),
      debit('cash', '5.00', '{"currency": "USD", "account_version": 2, "balance_after": 10}'),
      credit('alice', '5.00', '{"currency": "USD", "account_version": 2, "balance_after": 10}'))$$,
  'LG062', 'dollars beside euros');
select * from finish();
