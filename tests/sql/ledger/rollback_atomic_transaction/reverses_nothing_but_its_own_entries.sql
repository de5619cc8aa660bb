-- Ids are the clients' to choose: birch may name acme's, and is refused, or has a transaction of its own.

select plan(2);
select open_books('birch'), open_books('acme');
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select from ledger.post(jsonb_build_array(
  transaction(booking(debit('birch/cash', '5.00'), credit('birch/sales', '5.00')))
    || jsonb_build_object('transaction_id', (select id from atomic_transactions))));
create temp table before on commit drop as select balance('birch/sales') as balance;
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select is(balance('sales'), 0.00, 'acme''s transaction is undone');
select is(balance('birch/sales'), (select balance from before), 'birch''s is not acme''s to undo');
select * from finish();
