-- Two companies could never settle again.
select plan(1);
select open_books(), open_books('birch');
select create_atomic(booking(debit('cash', '5.00'), credit('birch/sales', '5.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select raises($$select close_account(company(), account('due-to:birch:EUR'))$$, 'LG015', 'empty as it is');
select * from finish();
