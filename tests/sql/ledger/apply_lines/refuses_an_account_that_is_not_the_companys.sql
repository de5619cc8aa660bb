select plan(12);
select open_books(), open_books('birch');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00'),
      credit('birch/alice', '5.00', jsonb_build_object('company_id', company())))$$,
  'LG062', 'birch''s account in acme''s books');
select raises_for_all(
  $$insert into ledger.journal_lines
    select company_id, entry_id, line_no, new_id(), currency, debit_amount, credit_amount, description,
           balance_after, account_version
    from direct_lines(header(), debit('cash', '5.00'), credit('alice', '5.00'))$$,
  'LG062', 'accounts that are not there');
select * from finish();
