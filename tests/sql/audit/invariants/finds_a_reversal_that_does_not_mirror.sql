-- breaks_invariants
select plan(1);
select open_books();
select fund('alice', '5.00'), fund('bob', '7.00');
alter table journal_entries disable trigger all;
update journal_entries r set reverses_entry_id = o.id
from journal_entries o
where o.company_id = r.company_id and o.id < r.id;
select set_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$select 1 as promise, 'reversal mirrors its entry' as broken, id from journal_entries
    where reverses_entry_id is not null$$, 'the reversal');
select * from finish();
