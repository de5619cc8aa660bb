select plan(6);
select access.ensure_principal('ada', '{ledger:read}');
select raises(format('select access.set_principal_status(%L, %L)', n, s), c, d)
from (values
  ('eve', 'disabled', 'ZA004', 'an unknown name'), (null, 'disabled', 'ZA004', 'no name'),
  ('system', 'disabled', 'ZA004', 'Holdfast''s own'), ('system', 'active', 'ZA004', 'Holdfast''s own, as it is'),
  ('ada', 'deleted', 'LG019', 'an unknown status'), ('ada', null, 'LG019', 'no status')) x (n, s, c, d);
select * from finish();
