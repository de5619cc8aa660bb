select plan(3);
select open_books();
select results_eq(
  'select * from set_posting_limits(company(), 7, p_auto_intercompany => false)',
  $$values (company(), 7, 1000000.00::amount, true, true, true, false)$$, 'two of the settings');
select results_eq(
  'select * from set_posting_limits(company(), null, 5.5, false, false, false)',
  $$values (company(), 7, 5.5::amount, false, false, false, false)$$, 'the others');
select is(count(*), 2::bigint, 'each change is logged') from audit.log
where action = 'ledger.set_posting_limits';
select * from finish();
