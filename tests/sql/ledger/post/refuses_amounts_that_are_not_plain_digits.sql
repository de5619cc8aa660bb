select plan(22);
select open_books();
select is_refused(
  transaction(entry(debit('cash', '5.00'), credit('sales', a.amount))), 'LG021', to_jsonb(a.amount)::text)
from (values
  ('NaN'), ('nan'), ('Infinity'), ('-Infinity'), ('inf'), ('0x5'), ('0b101'), ('5_000'), ('5e0'), ('5E2'),
  ('+5'), ('５'), ('٥'),
  ('5,00'), ('5.'), ('.5'), ('5.0.0'), (' 5'), (E'5\n'), (''), ('five'), ('$5')) a (amount);
select * from finish();
