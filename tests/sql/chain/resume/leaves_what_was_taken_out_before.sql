-- A part is rolled back before the checkpoint, though nobody has answered it: resumed, the chain does not ask again.
select plan(3);
select open_books();
create temp table ids as select start(chain_of(
  step('ask', 'callback', '{"signal": "asked"}',
    '{"effect": "compensatable", "compensation": {"kind": "callback", "params": {"signal": "taken_back"}}}'),
  step('mark', 'callback', '{}', '{"checkpoint": true}'), step('nod', 'approval', '{}', after('mark')))
  || '{"on_failure": "hold"}') as id;
select chain.rollback(company(), id, '{ask}') from ids;
select chain.signal(company(), id, 'taken_back') from ids;
select chain.signal(company(), id, 'mark') from ids;
select is(judge(id, 'nod', 'rejection'), 'FAILED SG025 operator', 'it is held') from ids;
select is(waiting_on, 'nod: approval', 'resumed, it waits for that alone') from ids, chain.resume(company(), id);
select is(step_states(id), 'ask COMPENSATED, mark SUCCEEDED, nod WAITING', 'and the other stays out') from ids;
select * from finish();
