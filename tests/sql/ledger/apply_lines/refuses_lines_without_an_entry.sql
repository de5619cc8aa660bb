select plan(12);
select open_books();
select raises_for_all(
  $$insert into ledger.journal_lines select *
    from direct_lines(new_id(), debit('cash', '5.00'), credit('alice', '5.00'))$$,
  'LG060', 'lines alone');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(), debit('cash', '5.00'), credit('alice', '5.00'))
    union all select * from direct_lines(new_id(), debit('bank', '5.00'), credit('bob', '5.00'))$$,
  'LG060', 'lines beside an entry that is right');
select * from finish();
