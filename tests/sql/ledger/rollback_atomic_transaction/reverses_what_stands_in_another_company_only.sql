select plan(1);
select open_books(), open_books('birch');
select create_atomic(booking(debit('birch/cash', '5.00'), credit('birch/alice', '5.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select is(balance('birch/alice'), 0.00, 'though acme has no line of it at all');
select * from finish();
