-- breaks_invariants
select plan(1);
select open_books();
create temp table planted on commit drop as select header(2) as id;
select set_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$select 1 as promise, 'entry has all its lines' as broken, id from planted$$, 'a header alone');
select * from finish();
