-- A part of a held chain is rolled back: resumed, it runs anew, and so does what depends on it.
select plan(4);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(
  step('mark', 'delay', '{"seconds": 0}', '{"checkpoint": true}'),
  pay('move', 'alice', 'bob', '10.00', after('mark')), step('nod', 'approval', '{}', after('mark')),
  pay('fee', 'alice', 'bob', '1.00', after('move', 'nod'))) || '{"on_failure": "hold"}') as id;
select is(judge(id, 'nod', 'rejection'), 'FAILED SG025 operator', 'it is held') from ids;
select chain.rollback(company(), id, '{move}') from ids;
select is(step_states(id), 'mark SUCCEEDED, move COMPENSATED, nod FAILED, fee SKIPPED', 'a part is undone') from ids;
select state from ids, chain.resume(company(), id);
select is(judge(id, 'nod'), 'COMPLETED', 'it goes on') from ids;
select is(step_states(id), 'mark SUCCEEDED, move SUCCEEDED, nod SUCCEEDED, fee SUCCEEDED', 'with all of it') from ids;
select * from finish();
