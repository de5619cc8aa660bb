select plan(5);
select open_books();
select access.ensure_principal('ada', '{ledger:read}', array[company()], 'https://id.example', 'ada-1');
select with_key('ada', '{ledger:read}', 'acme');
select access.create_key('ada', sha256(k::bytea), k, '{ledger:read}', array[company()], p_expires_at => e)
from (values ('other', null), ('ended', null), ('past', audit.clock())) x (k, e);
select access.end_keys('ada', 'ended'), access.set_login('dashboard', 'ada'), access.set_login('auditor', 'ada');
select results_eq(
  $$select name, scopes, companies, issuer, subject, status, logins, good_keys from access.directory order by name$$,
  $$values
    ('ada', '{ledger:read}'::text[], array[company()], 'https://id.example', 'ada-1', 'active', '{auditor,dashboard}'::text[],
      2::bigint),
    ('system', '{admin}', null, null, null, 'active', '{}', 0)$$,
  'with its logins, and its keys that are good');
select is(d.id, p.id, 'its id') from access.directory d join access.principals p on p.name = d.name where d.name = 'ada';
select is(d.created_at, p.created_at, 'its age') from access.directory d join access.principals p using (name) where name = 'ada';
select access.set_principal_status('ada', 'disabled');
select is((status, good_keys), ('disabled'::text, 0::bigint), 'disabled, it has no good key') from access.directory
where name = 'ada';
set local role holdfast_reader;
select throws_ok('select from access.directory', '42501', null, 'no reader sees it');
select * from finish();
