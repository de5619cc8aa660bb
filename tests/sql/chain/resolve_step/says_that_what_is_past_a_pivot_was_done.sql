select plan(8);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(
  step('go', 'callback', '{}', '{"effect": "pivot"}'),
  outside('ship', 'shop', 'retriable', after('go')),
  pay('tip', 'alice', 'bob', '10.00', after('ship') || '{"effect": "retriable"}'))) as id;
select chain.signal(company(), id, 'go') from ids;
select claimed();
select report('ship', 'failed', '{"is_final": true, "code": "http_410"}');
select go_on_with_due();
select is((what, code, handler)::text, '(out_of_attempts,http_410,shop)', 'it was refused for good') from chain.parked;
select raises(format($$select chain.resolve_step(company(), %L, 'ship', 'failed', 'It was not')$$, id), 'SG073',
  'it can end in one way alone') from ids;
select is(resolve(id, 'ship', 'succeeded', '{"parcel": "7"}'), 'resolved', 'somebody did it') from ids;
select is(output, '{"parcel": "7"}', 'with this answer') from chain.steps where name = 'ship';
select is(parked(), 'tip out_of_attempts', 'what comes next goes on');
select is(resolve(id, 'tip', 'succeeded'), 'resolved', 'somebody paid') from ids;
select is((chain_state(id), balance('bob'))::text, '(COMPLETED,0.00)', 'elsewhere') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
