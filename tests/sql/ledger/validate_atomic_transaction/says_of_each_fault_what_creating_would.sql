select plan(18);
select open_books();
select is(
  (select array_agg(p ->> 'code')
    from jsonb_array_elements(ledger.validate_atomic_transaction(jsonb_build_array(f.booking), company())
      -> 'validation_results' -> 0 -> 'problems') p
    where p ->> 'field' is distinct from 'entries'),
  array(
    select p ->> 'code' from jsonb_array_elements(
      problems_of(format('select create_atomic(%L)', f.booking))) p
    where p ->> 'field' is distinct from 'entries'), f.fault)
from faulty_bookings() f;
select * from finish();
