select plan(2);
select open_books();
select book(jsonb_set(transfer('cash', 'alice', t.amount), '{entries,0,effective_at}', to_jsonb(t.day)))
from (values ('2024-01-02', '5.00'), ('2024-01-01', '1.00'), ('2024-01-02', '2.00')) t (day, amount);
select is_empty(
  $$select compare_statement(company(), array_fill(account('alice'), array[3]),
    '{2024-01-01,2024-01-02,2024-01-02}', '{1,3,8}')$$,
  'the end of a day is one of its balances');
select results_eq(
  $$select code, day, ledger, statement, difference
    from compare_statement(company(), array_fill(account('alice'), array[3]),
      '{2024-01-01,2024-01-02,2024-01-03}', '{1,9,8}')$$,
  $$values ('alice', '2024-01-02'::date, 8.00, 9::numeric, -1.00)$$, 'a day that is not');
select * from finish();
