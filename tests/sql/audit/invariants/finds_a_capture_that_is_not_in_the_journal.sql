-- breaks_invariants
select plan(1);
select open_books();
select place('cash', 5);
update liens set captured = 5, status = 'captured', ended_at = audit.clock();
select results_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$select 3, 'captures are in the journal', id from liens$$, 'the lien');
select * from finish();
