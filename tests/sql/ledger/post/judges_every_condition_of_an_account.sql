select plan(4);
select open_books();
select fund('alice', '100.00');
select is(
  verdict(transaction(entry(
    debit('alice', '10.00', jsonb_build_object('if', c.one)),
    debit('alice', '20.00', jsonb_build_object('if', c.other)),
    credit('bob', '30.00')))),
  c.verdict, c.what)
from (values
  ('{"posted": {"eq": "70"}}'::jsonb, '{"version": 1}'::jsonb, 'posted',
    'two that hold, after the whole transaction'),
  ('{"posted": {"eq": "90"}}', '{}', 'LG041', 'not after the line'),
  ('{"posted": {"gt": "0", "lt": "70"}}', '{}', 'LG041', 'both bounds of one'),
  ('{"available": {"gte": "70"}}', '{"version": 2}', 'LG041', 'one that does not hold is enough')) c (one,
  other, verdict, what);
select * from finish();
