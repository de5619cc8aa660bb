select plan(5);
select open_books();
select chain.set_handler('own', 'sandbox', p_company_id => company());
select chain.set_handler('theirs', 'sandbox', p_company_id => (ledger.create_company('tiny', 'Tiny')).id);
select throws_ok(format('select start(%L)', chain_of(outside('ask', 'theirs'))), 'SG070', null, 'another company''s');
select throws_ok(format('select start(%L)', chain_of(outside('ask', 'nobodys'))), 'SG070', null, 'nobody''s');
select throws_ok(format('select start(%L)', chain_of(step('wait', 'callback', '{}',
  '{"effect": "compensatable", "compensation": {"kind": "external", "params": {"handler": "theirs"}}}'))),
  'SG070', null, 'nor for an undoing');
select lives_ok(format('select start(%L)', chain_of(outside('ask', 'own'))), 'its own it may name');
select is(failure ->> 'code', 'SG070', 'by reference too it is found')
from start(chain_of(step('told', 'callback'), step('ask', 'external', '{"handler": {"$ref": "$.steps.told.who"}}'))) id
cross join lateral chain.signal(company(), id, 'told', '{"who": "theirs"}');
select * from finish();
