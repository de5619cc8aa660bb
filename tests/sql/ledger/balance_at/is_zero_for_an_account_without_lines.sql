select plan(2);
select open_books();
select is(
  balance_at(company(), account('alice'), audit.clock())::text, '0.00', 'with the currency''s decimals');
select is(balance_at(company(), account('yen'), '-infinity')::text, '0', 'whatever it is');
select * from finish();
