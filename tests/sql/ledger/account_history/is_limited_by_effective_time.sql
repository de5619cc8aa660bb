select plan(4);
select open_books();
select book(jsonb_set(transfer('cash', 'alice', '1.00'), '{entries,0,effective_at}', to_jsonb(t.day)))
from (values ('2024-01-03'), ('2024-01-01'), ('2024-01-02')) t (day);
select results_eq(
  format(
    'select account_version from account_history(company(), account(''alice''), %L, %L)', p.from_, p.to_),
  format('select unnest(%L::bigint[])', p.versions), p.what)
from (values
  ('2024-01-01Z', '2024-01-02Z', '{2}', 'from is within, to is not'),
  ('2024-01-02Z', null, '{3,1}', 'without an end'),
  (null, '2024-01-02Z', '{2}', 'without a beginning'),
  ('2024-01-01Z', '2024-01-01Z', '{}', 'nothing')) p (from_, to_, versions, what);
select * from finish();
