select plan(24);
select open_books();
select fund('alice', '5.00');
select raises_for_all(
  format($$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00'),
      credit('alice', '5.00', '{"account_version": %s}'))$$, v.version),
  v.code, v.what)
from (values
  (3, 'LG062', 'one too high'), (0, 'LG062', 'zero'),
  (1, '23505', 'one that is there')) v (version, code, what);
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(3), debit('cash', '5.00'),
      credit('alice', '3.00', '{"account_version": 0}'),
      credit('alice', '2.00', '{"account_version": 3, "balance_after": 10}'))$$,
  'LG062', 'a gap between two');
select * from finish();
