-- What is retriable outside is never undone: once it may have been done, the chain only goes forward.
select plan(5);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(
  step('pay', 'callback', '{}', '{"effect": "pivot", "when": "$.input.pays == true"}'),
  outside('one', 'shop', 'retriable', after('pay')), outside('two', 'shop', 'retriable', after('pay')),
  step('nod', 'callback')) || '{"input": {"pays": false}}') as id;
select is((select state from chain.steps where name = 'pay'), 'SKIPPED', 'the pivot is not needed');
select is(claimed(p_limit => 1), 'one', 'what comes after it is begun');
select throws_ok('select chain.rollback(company(), id) from ids', 'SG034', null, 'it may have been done');
select is(report('one', 'succeeded'), 'SUCCEEDED', 'and was');
select go_on_with_due();
select throws_ok('select chain.rollback(company(), id) from ids', 'SG034', null, 'for good');
select * from finish();
