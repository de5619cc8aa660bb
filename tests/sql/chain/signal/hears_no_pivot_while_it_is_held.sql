-- Its deadline would roll it back all the same: who knows of it says so when the chain was resumed.
select plan(4);
select open_books();
create temp table ids as select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  step('go', 'callback', '{}', after('mark') || '{"effect": "pivot"}'), step('nod', 'approval', '{}', after('mark')))
  || '{"on_failure": "hold"}') as id;
select is(judge(id, 'nod', 'rejection'), 'FAILED SG025 operator', 'it is held') from ids;
select throws_ok('select chain.signal(company(), id, ''go'') from ids', 'SG031', null, 'and does not hear it');
select state from ids, chain.resume(company(), id);
select is((select state from chain.signal(company(), id, 'go')), 'EXECUTING', 'until it was resumed') from ids;
select is(judge(id, 'nod'), 'COMPLETED', 'and ends') from ids;
select * from finish();
