select plan(12);
select open_books();
select raises(format('select access.ensure_principal(%L, %L, %L, %L, %L)', n, s, c, i, x), e, d)
from (values
  ('', '{admin}', null, null, null, 'LG019', 'an empty name'),
  ('  ', '{admin}', null, null, null, 'LG019', 'a name of spaces'),
  (null, '{admin}', null, null, null, 'LG019', 'no name'),
  ('system', '{admin}', null, null, null, 'LG019', 'a name of Holdfast''s own'),
  ('bootstrap', '{admin}', null, null, null, 'LG019', 'the other one'),
  ('ada', '{ledger:read,ledger:all}', null, null, null, 'LG019', 'an unknown scope'),
  ('ada', '{}', null, null, null, 'LG019', 'no scope'),
  ('ada', null, null, null, null, 'LG019', 'scopes that are null'),
  ('ada', '{admin}', null, 'https://id.example', null, 'LG019', 'an issuer without a subject'),
  ('ada', '{admin}', null, null, 'ada-1', 'LG019', 'a subject without an issuer'),
  ('ada', '{admin}', array[company(), new_id()], null, null, 'LG017', 'an unknown company'),
  ('ada', '{admin}', array[company(), null], null, null, 'LG017', 'a company that is null')) x (n, s, c, i, x, e, d);
select * from finish();
