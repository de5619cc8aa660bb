select plan(12);
select open_books();
select fund('alice', '5.00');
select raises_for_all(
  $$merge into ledger.journal_lines l using (select 1) s on true
    when matched then update set credit_amount = 6$$, 'LG065', 'to update');
select raises_for_all(
  $$merge into ledger.journal_lines l using (select 1) s on true
    when matched then delete$$, 'LG065', 'to delete');
select * from finish();
