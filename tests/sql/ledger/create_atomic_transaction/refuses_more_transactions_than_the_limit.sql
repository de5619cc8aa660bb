select plan(4);
select open_books();
create function pg_temp.create_many(p_count integer) returns jsonb language sql as $$
  select ledger.create_atomic_transaction(company(),
    jsonb_agg(booking(debit('cash', '1.00'), credit('sales', '1.00'))))
  from generate_series(1, p_count)
$$;
select is(pg_temp.create_many(100) ->> 'transaction_count', '100', 'a hundred, unless changed');
select raises('select pg_temp.create_many(101)', 'LG032', 'not more');
select from set_posting_limits(company(), p_max_transactions_per_group => 2);
select is(pg_temp.create_many(2) ->> 'transaction_count', '2', 'two, when the company says so');
select raises('select pg_temp.create_many(3)', 'LG032', 'and not more');
select * from finish();
