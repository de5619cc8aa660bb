select plan(6);
select open_books(), open_books('birch');
select raises_for_all(
  $$insert into ledger.journal_lines
    select * from direct_lines(header(2, audit.clock(), 'birch'), debit('cash', '5.00'),
      credit('alice', '5.00'))$$,
  'LG060', 'an entry is of one company');
select * from finish();
