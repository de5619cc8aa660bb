select plan(5);
select open_books();
select fund('alice', '100.00');
select is(step_states(start(chain_of(
  step('quote', 'callback', '{}', '{"when": "$.input.vip == true"}'),
  pay('big', 'alice', 'bob', '50.00', '{"when": "$.steps.quote.state == \"SKIPPED\""}'),
  pay('small', 'alice', 'bob', '1.00', '{"when": "$.steps.quote.score < 50"}')) || '{"input": {"vip": false}}')),
  'quote SKIPPED, big SUCCEEDED, small SKIPPED', 'what a condition says is skipped');
create temp table ids as select start(chain_of(
  step('quote', 'callback'),
  step('pay', 'transfer', jsonb_build_object(
    'from', account('alice'), 'to', '{"$ref": "$.steps.quote.to"}'::jsonb, 'amount',
    '{"$ref": "$.steps.quote.amount"}'::jsonb)))) as id;
select is(state, 'COMPLETED', 'an answer names the account and the amount')
from ids, chain.signal(company(), id, 'quote', jsonb_build_object('to', account('bob'), 'amount', '7.00'));
select is(balance('bob'), 57.00, 'which it got');
select is(failure ->> 'code', 'SG020', 'a reference that finds nothing fails its step')
from chain.submit(company(), chain_of(step('a', 'delay', '{"seconds": 0}'), step('b', 'callback',
  '{"signal": {"$ref": "$.steps.a.name"}}')));
select is(failure ->> 'code', 'SG021', 'and a condition that is neither true nor false')
from chain.submit(company(), chain_of(step('a', 'callback', '{}', '{"when": "$.input.x"}')) || '{"input": {"x": 5}}');
select * from finish();
