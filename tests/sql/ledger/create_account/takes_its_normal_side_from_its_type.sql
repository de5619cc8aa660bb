select plan(6);
select open_books();
select is((create_account(company(), 'x-' || t.type, 'X', t.type, 'EUR')).normal_side, t.side, t.type)
from (values
  ('asset', 'debit'), ('expense', 'debit'), ('liability', 'credit'), ('equity', 'credit'),
  ('income', 'credit')) t (type, side);
select is(
  (create_account(company(), 'contra', 'Depreciation', 'asset', 'EUR',
    p_normal_side => 'credit')).normal_side, 'credit',
  'unless said');
select * from finish();
