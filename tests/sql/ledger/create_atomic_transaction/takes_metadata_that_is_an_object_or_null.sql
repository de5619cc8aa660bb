select plan(4);
select open_books();
select from ledger.create_atomic_transaction(
  company(), jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))), null);
select is(metadata, '{}', 'none is an empty object') from atomic_transactions;
select raises(
  format($$select ledger.create_atomic_transaction(
    company(), jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))), %L)$$, m.metadata),
  'LG001', m.metadata)
from (values ('[]'), ('"text"'), ('5')) m (metadata);
select * from finish();
