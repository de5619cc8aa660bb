-- breaks_invariants
-- Of an account that an entry names more than once, the trigger looks at the last line.
select plan(1);
select open_books();
insert into journal_lines select * from direct_lines(
  header(3), debit('cash', '1.00', '{"balance_after": 77}'),
  debit('cash', '2.00', '{"balance_after": 3, "account_version": 2}'), credit('sales', '3.00'));
select results_eq(
  'select promise, broken from audit.invariants', $$values (2, 'line follows from the one before')$$,
  'the line in between');
select * from finish();
