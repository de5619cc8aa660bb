-- A day is 24 hours where the clocks change too.
select plan(3);
select open_books();
set local timezone = 'America/New_York';
select set_clock('2030-03-09T12:30:00Z');
select fund('alice', '100.00');
select rule('velocity_count', 1, 'deny', '1 day');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'COMPLETED', 'one act a day');
select set_clock('2030-03-10T12:00:00Z');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'ROLLED_BACK SG050', 'is not two, 23.5 hours apart');
select rule('velocity_count', 1, 'deny', '1 month 1 day');
select results_eq('select window_length::text from chain.risk_rules order by version', $$values ('24:00:00'), ('744:00:00')$$,
  'a month is 30 days');
select * from finish();
