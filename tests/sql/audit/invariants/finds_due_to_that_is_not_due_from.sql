-- breaks_invariants
select plan(1);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
insert into journal_lines select *
from direct_lines(header(), debit('cash', '1.00'), credit('due-to:birch:EUR', '1.00'));
select results_eq(
  'select promise, broken from audit.invariants', $$values (1, 'due-from equals due-to')$$,
  'whichever side is wrong');
select * from finish();
