select plan(9);
select open_books(), open_books('birch');
select access.ensure_principal('ada', '{ledger:read}', array[company()], 'https://id.example', 'ada-1');
select access.ensure_principal('job', '{ledger:read,ledger:write}');
select raises(
  format('select access.ensure_principal(%L, %L, %L, %L, %L)', n, s, c, i, x), 'LG019', d)
from (values
  ('ada', '{ledger:read,ledger:write}', array[company()], 'https://id.example', 'ada-1', 'more scopes'),
  ('ada', '{ledger:write}', array[company()], 'https://id.example', 'ada-1', 'other scopes'),
  ('ada', '{ledger:read}', array[company('birch')], 'https://id.example', 'ada-1', 'another company'),
  ('ada', '{ledger:read}', null, 'https://id.example', 'ada-1', 'all companies'),
  ('ada', '{ledger:read}', array[company()], 'https://id.example', 'ada-2', 'another subject'),
  ('ada', '{ledger:read}', array[company()], 'https://id.other', 'ada-1', 'another issuer'),
  ('job', '{ledger:read}', null, null, null, 'fewer scopes'),
  ('job', '{ledger:read,ledger:write}', null, 'https://id.example', 'job-1', 'a subject for one that has none'),
  ('eve', '{ledger:read}', array[company()], 'https://id.example', 'ada-1', 'the subject of another')) x (n, s, c, i, x, d);
select * from finish();
