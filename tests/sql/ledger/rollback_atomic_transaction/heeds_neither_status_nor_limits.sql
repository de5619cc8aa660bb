select plan(1);
select open_books();
select create_atomic(booking(debit('cash', '10.00'), credit('alice', '10.00')));
select from freeze_account(company(), account('alice'));
select from set_posting_limits(company(), p_max_amount_per_transaction => 1);
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select is(balance('alice'), 0.00, 'who froze the account after the money came does not keep it');
select * from finish();
