select plan(3);
select open_books();
select is_refused(
  jsonb_set(transfer('cash', 'sales', '5.00'), '{entries,0,company_id}', c.id), c.codes::text[], c.what)
from (values
  ('"01900000-0000-7000-8000-000000000000"'::jsonb, '{LG017,LG016,LG016}', 'one that is not there'),
  ('"acme"', '{LG017}', 'a string that is no uuid'),
  ('5', '{LG017}', 'a number')) c (id, codes, what);
select * from finish();
