-- A step outside is refused before anybody was asked for it: its values are none. Nothing is undone.
select plan(4);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(
  step('told', 'callback'),
  step('charge', 'external', '{"handler": "shop", "request": {"sum": {"$ref": "$.steps.told.sum"}}}',
    after('told') || '{"effect": "compensatable", "compensation": {"kind": "external", "params": {"handler": "shop"}}}'))) as id;
select is((select state from chain.signal(company(), id, 'told', p_payload => '{}')), 'ROLLED_BACK', 'it had no sum') from ids;
select is_empty('select * from chain.tasks', 'nobody was asked');
select is(step_states(id), 'told SUCCEEDED, charge COMPENSATED', 'each step is what it was') from ids;
select is(parked(), null, 'and nobody has to look at it');
select * from finish();
