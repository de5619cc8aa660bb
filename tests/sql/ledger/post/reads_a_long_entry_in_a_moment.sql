-- An entry of 10,000 lines, plain and not plain: what is read per line must not grow with the entry.
select plan(3);
select open_books();
create function pg_temp.long(p_if jsonb) returns jsonb language sql as $$
  select transaction(jsonb_build_object('description', 'Long', 'lines', jsonb_agg(
    jsonb_strip_nulls(jsonb_build_object(
      'account_id', account(case n % 2 when 0 then 'cash' else 'sales' end),
      case n % 2 when 0 then 'debit_amount' else 'credit_amount' end, '1.00',
      'if', case n when 1 then p_if end)))))
  from generate_series(1, 10000) n
$$;
select is(verdict(pg_temp.long(null)), 'posted', 'plain');
select is(verdict(pg_temp.long('{"version": 0}')), 'posted', 'with a condition');
select ok(clock_timestamp() - statement_timestamp() < interval '10 seconds', 'in a moment');
select * from finish();
