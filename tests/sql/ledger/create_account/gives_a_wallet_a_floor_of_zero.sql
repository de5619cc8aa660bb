select plan(6);
select open_books();
select is(
  (create_account(company(), concat_ws('-', 'a', f.purpose, f.floor, f.no_floor),
    'X', 'liability', 'EUR', f.purpose, p_floor => f.floor, p_no_floor => f.no_floor)).floor::numeric,
  f.expected, f.what)
from (values
  ('wallet', null, false, 0, 'a wallet'), ('wallet', null, true, null, 'a wallet without a floor'),
  ('wallet', -50.00, false, -50.00, 'a wallet with another floor'),
  ('general', null, false, null, 'another account'),
  ('general', 7, false, 7, 'another account with a floor'),
  ('wallet', null, null, 0, 'a wallet of which nothing is said')
) f (purpose, floor, no_floor, expected, what);
select * from finish();
