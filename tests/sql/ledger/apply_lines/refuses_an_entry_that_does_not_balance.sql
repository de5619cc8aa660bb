select plan(12);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines select *
    from direct_lines(header(), debit('cash', '5.00'), credit('alice', '4.99'))$$,
  'LG061', 'debits above credits');
select raises_for_all(
  $$insert into ledger.journal_lines select *
    from direct_lines(header(), debit('cash', '5.00'), credit('dollar_sales', '5.00'))$$,
  'LG061', 'two currencies');
select * from finish();
