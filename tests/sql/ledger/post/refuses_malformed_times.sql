select plan(17);
select open_books();
select is_refused(
  jsonb_set(transfer('cash', 'sales', '1.00'), '{entries,0,effective_at}', t.given), 'LG001', t.given::text)
from (values
  ('"2024-02-30"'::jsonb), ('"2023-02-29"'), ('"2024-04-31T10:00:00Z"'), ('"2024-13-01"'), ('"2024-00-10"'),
  ('"2024-01-00"'),
  ('"2024-01-31T10:00:00"'), ('"2024-01-31T24:00:00Z"'), ('"2024-01-31 10:00:00Z"'), ('"2024-01-31T10:00Z"'),
  ('"31.01.2024"'), ('"now"'), ('"infinity"'), ('""'), ('20240131'), ('{}'), ('"2024-01-31\n"')) t (given);
select * from finish();
