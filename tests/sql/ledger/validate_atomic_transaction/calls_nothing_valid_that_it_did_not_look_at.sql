-- However many faults come before: a hundred and fifty in the first transaction, and one in the last.
select plan(4);
select open_books();
create temp table answer on commit drop as
select validate_atomic_transaction(
  (select jsonb_build_array(
    booking(variadic array_agg(debit('nothing', 'x'))),
    booking(debit('cash', '2.00'), credit('sales', '1.00')))
   from generate_series(1, 150)), company()) as body;
select is(body -> 'is_valid', 'false', 'not the whole') from answer;
select is(body -> 'is_balanced', 'false', 'nor is it balanced') from answer;
select is(
  jsonb_path_query_array(body, '$.validation_results[*].valid'), '[false, false]', 'nor is either transaction') from answer;
select is(
  jsonb_path_query_array(
    validate_atomic_transaction(
      (select jsonb_agg(booking(debit('cash', '2.00'), credit('sales', '1.00'))) from generate_series(1, 101)), company()),
    '$.validation_results[*].valid'),
  (select jsonb_agg(false) from generate_series(1, 101)), 'nor are too many')
from answer;
select * from finish();
