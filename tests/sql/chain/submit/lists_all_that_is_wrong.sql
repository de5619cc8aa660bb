-- Of each step by itself first, then of all together; nothing is made of a chain that cannot be.
select plan(27);
select open_books(), open_books('birch');
create function pg_temp.faults(p_body jsonb)
  returns text
  language plpgsql
as $$
declare
  v_errors text;
begin
  perform chain.submit(company(), p_body, p_companies => array[company()]);
  return 'none';
exception
  when others then
    get stacked diagnostics v_errors = pg_exception_detail;
    return coalesce((
      select string_agg(coalesce(e ->> 'step', '-') || ' ' || (e ->> 'code'), ', ' order by n)
      from jsonb_array_elements(nullif(v_errors, '')::jsonb) with ordinality x (e, n)), sqlstate);
end
$$;
select is(pg_temp.faults(t.body), t.faults, t.why)
from (values
  (chain_of(step('a', 'nothing'), step('A b', 'callback'), step('a', 'callback')),
    'a SG002, A b SG003, a SG003', 'kinds and names'),
  (chain_of(pay('a', 'alice', 'bob', '1.00', '{"effect": "pivot", "more": 1}')),
    'a LG002, a SG006', 'unknown fields, effects that a kind cannot have'),
  (chain_of(step('a', 'transfer', '{"from": 5, "rest": 1}')),
    'a LG001, a LG001, a LG001, a LG002', 'parameters'),
  (chain_of(step('a', 'callback', '{}', '{"effect": "compensatable"}')), 'a SG008', 'no compensation'),
  (chain_of(step('a', 'callback', '{}', '{"when": "$.input. <"}'), step('b', 'callback', '{"signal": {"$ref": "$$"}}')),
    'a SG009, b SG009', 'paths'),
  (chain_of(pay('a', 'alice', 'bob', '1.00', after('b')), pay('b', 'bob', 'alice', '1.00', after('a', 'c'))),
    'b SG004, a SG005, b SG005', 'dependencies and cycles'),
  (chain_of(step('a', 'callback', '{}', after('a'))), 'a SG005', 'itself'),
  (chain_of(step('a', 'callback', '{}', '{"group": "g"}'), step('b', 'callback', '{}', '{"group": "g"}' || after('a'))),
    'b SG011', 'a group whose steps wait for each other'),
  (chain_of(step('a', 'callback', '{}', '{"effect": "pivot"}'), pay('b', 'alice', 'bob', '1.00', after('a'))),
    'b SG007', 'work after a pivot'),
  (chain_of(step('a', 'callback', '{}', '{"effect": "pivot"}'), pay('b', 'alice', 'bob', '1.00')),
    'b SG007', 'work beside a pivot'),
  (chain_of(outside('a', 'shop', 'retriable')), 'a SG007', 'what only goes forward, after no pivot'),
  (chain_of(step('a', 'callback', '{"signal": {"$ref": "$.input.name"}}')), 'a SG012', 'an input that is not there'),
  (chain_of(pay('a', 'alice', 'birch/bob', '1.00')), 'a LG011', 'another company''s account'),
  (chain_of(step('a', 'transfer', '{"from": "x", "to": "y", "amount": "1"}')), 'a LG011, a LG011', 'accounts'),
  (chain_of(pay('a', 'alice', 'bob', '1.001'), pay('b', 'alice', 'bob', '0'), pay('c', 'alice', 'yen', '1'),
    pay('d', 'alice', 'bob', 'x', after('a'))),
    'a LG024, b SG022, c SG013, d LG021', 'amounts and currencies'),
  (chain_of(lien('a', 'alice', 'dollars', '1.00'), lien('b', 'alice', 'alice', '1.00')),
    'a SG013, b SG013', 'liens across currencies or on oneself'),
  (chain_of(step('a', 'delay', '{"seconds": {"$ref": "$.input.x"}}')) || '{"input": {"x": "soon"}}', 'a LG001',
    'a value from the input of another type'),
  (chain_of(step('a', 'transfer', jsonb_build_object(
    'from', account('alice'), 'to', '{"$ref": "$.input.x"}'::jsonb, 'amount', '1.00'))) || '{"input": {"x": null}}',
    'a LG001', 'a null from the input where there has to be something'),
  (chain_of(step('a', 'callback', '{}', '{"effect": "compensatable",
    "compensation": {"kind": "callback", "params": {"signal": {"$ref": "$.input.x"}}}}')) || '{"input": {"x": 5}}',
    'a LG001', 'a value from the input in a compensation'),
  (chain_of(step('a', 'callback')) || '{"input": {"x": [{"$ref": "$.("}]}}', '- SG012', 'a reference in the input'),
  (chain_of(pay('a', 'alice', 'bob', '1.00', after('lien_1'))) || jsonb_build_object('liens', jsonb_build_array(
    jsonb_build_object('account', account('alice'), 'beneficiary', account('bob'),
      'amount', '{"$ref": "$.steps.a.amount"}'::jsonb))), 'lien_1 SG005', 'a lien that waits for what waits for it'),
  (chain_of(step('a', 'callback')) || jsonb_build_object('liens', jsonb_build_array(
    jsonb_build_object('account', account('alice'), 'beneficiary', account('bob'),
      'amount', '{"$ref": "$.steps.a.amount"}'::jsonb))), 'lien_1 SG005', 'a lien that waits for a step'),
  (chain_of(step('a', 'callback', '{}', '{"group": "b"}'), step('b', 'callback')), 'b SG003', 'a name that is a group''s'),
  ('{"steps": []}', '- SG010', 'no steps'),
  ((select jsonb_build_object('steps', jsonb_agg(step('s' || n, 'delay', '{"seconds": 0}')))
    from generate_series(1, 1001) n), '- SG010', 'too many steps'),
  ('{"steps": 5, "more": 1}', '- LG001, - LG002', 'the body')) t (body, faults, why);
select is_empty('select from chain.chains', 'and no chain was made');
select * from finish();
