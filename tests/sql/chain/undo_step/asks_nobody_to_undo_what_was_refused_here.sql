-- A transfer that says how it is undone outside lacks the funds: nothing was done, here or there.
select plan(3);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(
  step('go', 'callback'),
  pay('move', 'alice', 'bob', '10.00', after('go')
    || '{"compensation": {"kind": "external", "params": {"handler": "shop"}}}'))) as id;
select is((select state from chain.signal(company(), id, 'go')), 'ROLLED_BACK', 'it fails') from ids;
select is_empty('select * from chain.tasks', 'nobody is asked');
select is(step_states(id), 'go SUCCEEDED, move FAILED', 'it is what it was') from ids;
select * from finish();
