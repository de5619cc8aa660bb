select plan(5);
select open_books();
select fund('alice', '1.00') from generate_series(1, 5);
select results_eq(
  $$select s.leaf_count, s.horizon is null from generate_series(1, 4) n, lateral audit.seal(p_limit => 2 + 0 * n) s$$,
  $$values (2, true), (2, true), (1, false)$$,
  'what is left over is for the next one, which looks at all of it again until nothing is');
select set_eq('select subject_id from audit.seal_leaves', 'select id from journal_entries', 'each is in one');
create temp table before on commit drop as select horizon from audit.seals where block_no = 3;
select fund('bob', '1.00') from generate_series(1, 3);
select results_eq(
  $$select s.leaf_count, s.horizon is not distinct from b.horizon from before b, audit.seal(p_limit => 2) s$$,
  $$values (2, true)$$, 'or from where the last one began');
select is((select leaf_count from audit.seal()), 1, 'nothing is left out');
select is_empty('select * from audit.verify_evidence()', 'and all is well');
select * from finish();
