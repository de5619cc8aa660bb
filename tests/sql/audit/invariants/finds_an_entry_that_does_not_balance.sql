-- breaks_invariants
select plan(1);
select open_books();
select fund('alice', '5.00');
alter table journal_lines disable trigger all;
update journal_lines set credit_amount = 4 where credit_amount = 5;
select set_has(
  'select promise, broken, subject_id from audit.invariants',
  $$select 1 as promise, 'entry balances per currency' as broken, id from journal_entries$$, 'the entry');
select * from finish();
