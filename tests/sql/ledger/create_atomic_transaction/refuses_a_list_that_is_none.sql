select plan(5);
select open_books();
select raises(
  format('select ledger.create_atomic_transaction(company(), %L)', t.given), 'LG001',
  coalesce(t.given, 'null'))
from (values ('[]'), ('{}'), ('"text"'), ('null'), (null)) t (given);
select * from finish();
