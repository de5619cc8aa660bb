select plan(1);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select set_eq(
  'select aggregate, aggregate_version, subject from outbox',
  $$select a.aggregate, a.version, a.subject
    from atomic_transactions t, lateral (values
      ('transaction/' || t.id, 1::bigint, 'ledger.transaction.posted'),
      ('transaction/' || (t.rollback_data ->> 'reversal_transaction_id'), 1, 'ledger.transaction.posted'),
      ('transaction/' || t.id, 2, 'ledger.transaction.rolled_back')) a (aggregate, version, subject)$$,
  'the transaction''s second event, and the first of what reverses it');
select * from finish();
