select plan(15);
select open_books();
select is_refused(s.given, s.codes::text[], s.what)
from (values
  (null::jsonb, '{LG001,LG001}', 'null'),
  ('"text"', '{LG001,LG001}', 'a string'),
  ('{}', '{LG001}', 'no entries'),
  ('{"entries": {}}', '{LG001}', 'entries that are no list'),
  ('{"entries": [5]}', '{LG001,LG001,LG003}', 'an entry that is no object'),
  ('{"entries": [{"description": "A test", "lines": {}}]}', '{LG003}', 'lines that are no list'),
  ('{"entries": [{"description": "A test", "lines": [1, []]}]}', '{LG001,LG010,LG001,LG010}',
    'lines that are no objects'),
  (jsonb_set(transfer('cash', 'sales', '1'), '{entries,0,description}', '7'), '{LG001}',
    'a description that is no text'),
  (jsonb_set(transfer('cash', 'sales', '1'), '{entries,0,description}', 'null'), '{LG001}',
    'a description that is null'),
  (transfer('cash', 'sales', '1') #- '{entries,0,description}', '{LG001}', 'no description'),
  (jsonb_set(transfer('cash', 'sales', '1'), '{entries,0,metadata}', '[]'), '{LG001}',
    'metadata that is no object'),
  (jsonb_set(transfer('cash', 'sales', '1'), '{entries,0,lines,0,description}', '[]'), '{LG001}',
    'a line''s description, too'),
  (transfer('cash', 'sales', '1') || '{"transaction_id": "one"}', '{LG001}',
    'a transaction_id that is no uuid'),
  (transfer('cash', 'sales', '1') || '{"transaction_id": 1}', '{LG001}', 'or no string'),
  (jsonb_set(transfer('cash', 'sales', '1'), '{entries,0,lines,0,if}', '"now"'), '{LG001}',
    'a condition that is no object')
) s (given, codes, what);
select * from finish();
