-- breaks_invariants
select plan(2);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select is_empty('select * from audit.invariants', 'they are equal');
insert into journal_lines select *
from direct_lines(header(), debit('due-from:birch:EUR', '1.00'), credit('sales', '1.00'));
select set_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$select 1 as promise, 'due-from equals due-to' as broken, account('due-from:birch:EUR')$$,
  'the due-from account');
select * from finish();
