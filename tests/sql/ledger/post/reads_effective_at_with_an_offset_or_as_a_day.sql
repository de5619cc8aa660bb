set local timezone = 'Pacific/Auckland';
select plan(8);
select open_books();
select book(jsonb_set(transfer('cash', 'sales', '1.00'), '{entries,0,effective_at}', to_jsonb(t.given)))
from (values
  ('2024-01-31'), ('2024-02-29T23:59:59Z'), ('2024-02-28T12:00:00+02:00'), ('2024-02-27T12:00:00-03:30'),
  ('1999-12-31T00:00:00.123456Z'), ('9999-12-31T00:00:00Z')) t (given);
select set_has(
  'select effective_at from journal_entries', format('select %L::timestamptz', t.moment), t.moment)
from (values
  ('2024-01-31T00:00:00Z'), ('2024-02-29T23:59:59Z'), ('2024-02-28T10:00:00Z'), ('2024-02-27T15:30:00Z'),
  ('1999-12-31T00:00:00.123456Z'), ('9999-12-31T00:00:00Z')) t (moment);
select book(transfer('cash', 'sales', '1.00'));
select book(jsonb_set(transfer('cash', 'sales', '1.00'), '{entries,0,effective_at}', 'null'));
select is(count(*), 2::bigint, 'posted_at, when it is absent or null') from journal_entries
where effective_at = posted_at;
select is(count(*), 8::bigint, 'and nothing else') from journal_entries;
select * from finish();
