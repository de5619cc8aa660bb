select plan(5);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '5.00'), credit('sales', '5.00', jsonb_build_object('account_id', a.id)))),
  'LG011', coalesce(nullif(a.id #>> '{}', ''), 'an empty string'))
from (values
  ('"01900000-0000-7000-8000-000000000000"'::jsonb), ('"cash"'), ('""'), ('5'),
  ('"{01900000-0000-7000-8000-000000000000}"')) a (id);
select * from finish();
