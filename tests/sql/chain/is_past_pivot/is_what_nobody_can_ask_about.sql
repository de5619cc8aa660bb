-- A pivot is skipped; what is retriable after it may have been done by an attempt that nobody can ask about,
-- though the next one failed.
select plan(4);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(
  step('pay', 'callback', '{}', '{"effect": "pivot", "when": "$.input.pays == true"}'),
  outside('ship', 'shop', 'retriable', after('pay') || '{"retry": {"max_attempts": 2, "initial": 0}}'))
  || '{"input": {"pays": false}}') as id;
select claimed();
select is(report('ship', 'unknown', '{"is_final": true}'), 'READY', 'it is tried again');
select claimed();
select is(report('ship', 'failed', '{"is_final": true}'), 'FAILED', 'in vain');
select go_on_with_due();
select is(parked(), 'ship out_of_attempts', 'a person has to see to it');
select throws_ok('select chain.rollback(company(), id) from ids', 'SG034', null, 'nothing is undone around it');
select * from finish();
