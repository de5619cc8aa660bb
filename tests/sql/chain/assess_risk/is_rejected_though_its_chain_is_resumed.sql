-- A chain is held while another of its steps waits for a review: a rejection is not lost with the resume.
select plan(3);
select open_books();
select fund('alice', '1000.00');
select rule('chain_exposure', 100, 'review');
create temp table ids as select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  pay('big', 'alice', 'bob', '200.00', after('mark')), step('nod', 'approval', '{}', after('mark')))
  || '{"on_failure": "hold"}') as id;
select is(judge(id, 'nod', 'rejection'), 'FAILED SG025 operator', 'another is rejected') from ids;
select is(judge(id, 'big', 'rejection'), 'FAILED SG025 operator', 'and then it too') from ids;
select is(state, 'FAILED', 'so that it fails when it is resumed') from ids, chain.resume(company(), id);
select * from finish();
