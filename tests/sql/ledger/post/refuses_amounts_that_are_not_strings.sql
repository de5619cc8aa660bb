select plan(5);
select open_books();
select is_refused(
  transaction(
    entry(debit('cash', '5.00'), credit('sales', '5.00', jsonb_build_object('credit_amount', a.amount)))),
  'LG020', a.amount::text)
from (values ('5'::jsonb), ('5.00'), ('true'), ('["5.00"]'), ('{"amount": "5.00"}')) a (amount);
select * from finish();
