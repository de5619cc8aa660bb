select plan(17);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start_in_doubt() as id;
select is(resolve(id, 'ship', 'succeeded', '{"parcel": "7"}'), 'resolved', 'it was done') from ids;
select is(chain_state(id), 'COMPLETED', 'so its chain goes on') from ids;
select is(output, '{"parcel": "7"}', 'with what it answered') from chain.steps;
select is((t.state, t.detail)::text, '(SUCCEEDED,"I asked them")', 'as its task says') from chain.tasks t;
select is((step, payload)::text, ('ship', jsonb_build_object('run', 1, 'what', 'in_doubt', 'outcome', 'succeeded',
  'reason', 'I asked them', 'output', '{"parcel": "7"}'::jsonb))::text, 'an event tells of it')
from chain.events where type = 'resolution.made';
select is(report('ship', 'succeeded', p_attempt => 1), null, 'who had it is late');
select is(parked(), null, 'and does not contradict');
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'the events tell all');
select is_empty('select * from ids i, chain.verify(company(), i.id)', 'and are whole');

truncate ids;
insert into ids select start_in_doubt();
select is(resolve(id, 'ship', 'failed'), 'resolved', 'it was not done') from ids;
select is((state, failure ->> 'code', failure ->> 'detail')::text, '(ROLLED_BACK,SG075,"I asked them")', 'so its chain has failed')
from ids join chain.chains using (id);
select is(payload, '{"by_hand": ["ship"]}', 'and its end names the step') from chain.events where type = 'chain.rolled_back';
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');

truncate ids;
insert into ids select start_in_doubt(p_more => '{"on_failure": "hold"}');
select chain.rollback(company(), id) from ids;
select is(parked(), 'ship in_doubt', 'what is to be undone waits for it too');
select is(resolve(id, 'ship', 'succeeded'), 'resolved', 'it was done') from ids;
select is(claimed(), 'undo ship', 'so it is undone');
select report('ship', 'succeeded', p_is_undoing => true) from ids limit 1;
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'to the end') from ids;
select * from finish();
