-- breaks_invariants
select plan(1);
select open_books();
select fund('alice', '5.00');
alter table journal_entries disable trigger all;
create temp table planted on commit drop as select id from journal_entries;
delete from journal_entries;
select set_has(
  'select promise, broken, subject_id from audit.invariants',
  $$select 1 as promise, 'entry has all its lines' as broken, id from planted$$, 'lines alone');
select * from finish();
