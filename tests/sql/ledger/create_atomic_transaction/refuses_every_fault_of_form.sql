select plan(18);
select open_books();
select raises(
  format('select create_atomic(booking(debit(''cash'', ''1.00''), credit(''sales'', ''1.00'')), %L)',
    f.booking), f.code, f.fault)
from faulty_bookings() f;
select * from finish();
