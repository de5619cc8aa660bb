-- A velocity counts acts that all rules let pass, whatever became of their chain.
select plan(6);
select open_books();
select fund('alice', '1000.00');
select rule('velocity_count', 2, 'deny', '1 day');
select rule('largest_lien', 10, 'deny');
select rule('chain_exposure', 100, 'review');
select is(outcome(lien('a', 'alice', 'bob', '11.00')), 'ROLLED_BACK SG050', 'denied by another rule');
select is(outcome(pay('a', 'alice', 'bob', '101.00')), 'EXECUTING a: review', 'or held');
select is(outcome(pay('a', 'alice', 'bob', '1.00'), pay('b', 'alice', 'bob', '5000.00', after('a'))),
  'ROLLED_BACK LG040', 'one that passed, and was undone; one that had no funds');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'COMPLETED', 'the second that passed');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'ROLLED_BACK SG050', 'is the last');
select results_eq(
  $$select rule, outcome, count(*) from chain.risk_assessments group by rule, outcome order by rule, outcome$$,
  $$values ('chain_exposure', 'held', 1::bigint), ('chain_exposure', 'passed', 2), ('chain_exposure', 'refused', 2),
    ('largest_lien', 'refused', 1), ('velocity_count', 'held', 1), ('velocity_count', 'passed', 2),
    ('velocity_count', 'refused', 2)$$,
  'all of it is kept');
select * from finish();
