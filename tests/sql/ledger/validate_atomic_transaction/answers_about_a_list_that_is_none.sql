select plan(4);
select open_books();
select results_eq(
  format($$select (v -> 'is_valid')::boolean, v #>> '{problems,0,code}', (v -> 'transaction_count')::integer
    from ledger.validate_atomic_transaction(%L, company()) v$$, t.given),
  $$values (false, 'LG001', 0)$$, coalesce(t.given, 'null'))
from (values ('[]'), ('{}'), ('7'), (null)) t (given);
select * from finish();
