-- breaks_invariants
select plan(1);
select open_books();
insert into journal_lines select *
from direct_lines(header(), debit('yen', '0.5'), credit('yen_sales', '0.5'));
select results_eq(
  'select distinct promise, broken from audit.invariants',
  $$values (2, 'amount has its currency''s decimals')$$, 'half a yen');
select * from finish();
