select plan(8);
select raises(format('select create_company(%L, %L, %L)', a.code, a.name, a.kind), 'LG019', a.what)
from (values
  (null, 'Acme', 'bank', 'no code'), ('', 'Acme', 'bank', 'an empty code'),
  (' acme', 'Acme', 'bank', 'a space before it'),
  ('acme ', 'Acme', 'bank', 'or after it'), ('acme', null, 'bank', 'no name'),
  ('acme', ' ', 'bank', 'a blank name'),
  ('acme', 'Acme', 'shop', 'an unknown kind'), ('acme', 'Acme', null, 'no kind')) a (code, name, kind, what);
select * from finish();
