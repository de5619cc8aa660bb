-- breaks_invariants
select plan(1);
select open_books();
delete from posting_limits;
select results_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$values (4, 'company has posting limits', company())$$, 'the company');
select * from finish();
