select plan(7);
select open_books(), set_clock('2030-01-01Z');
create temp table made on commit drop as
select * from access.ensure_principal('ada', '{ledger:read,ledger:write}', array[company()], 'https://id.example', 'ada-1');
select results_eq(
  'select name, scopes, companies, issuer, subject, status, created_at from made',
  $$values ('ada', '{ledger:read,ledger:write}'::text[], array[company()], 'https://id.example', 'ada-1', 'active',
    '2030-01-01Z'::timestamptz)$$,
  'it is made as it was asked for');
select is(
  (access.authenticate('{"issuer": "https://id.example", "subject": "ada-1"}')).id, id, 'and a token speaks for it') from made;
select is(
  (access.ensure_principal('ada', '{ledger:write,ledger:read}', array[company()], 'https://id.example', 'ada-1')).id, id,
  'then it is found') from made;
select is(
  (access.ensure_principal('ada', '{ledger:read,ledger:write}', array[company()])).id, id, 'by whoever knows no token too')
from made;
select is((access.ensure_principal('job', '{admin}')).companies, null, 'one without companies may use all');
select results_eq(
  $$select l.action, l.principal_id, l.subject_id = m.id, l.detail from audit.log l, made m
    where l.action = 'access.ensure_principal' and l.detail ->> 'name' = 'ada'$$,
  $$values ('access.ensure_principal', access.system_principal(), true, jsonb_build_object(
    'name', 'ada', 'scopes', '["ledger:read", "ledger:write"]'::jsonb, 'companies', array[company()],
    'issuer', 'https://id.example', 'subject', 'ada-1'))$$,
  'audit.log tells of it once');
select access.ensure_principal('eve', '{ledger:read}', p_principal_id => id) from made;
select is(l.principal_id, m.id, 'and of who asked for it') from audit.log l, made m where l.detail ->> 'name' = 'eve';
select * from finish();
