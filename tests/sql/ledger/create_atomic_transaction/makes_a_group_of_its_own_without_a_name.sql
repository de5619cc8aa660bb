select plan(2);
select open_books();
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00'))) from generate_series(1, 2);
select is(count(distinct transaction_group_id), 2::bigint, 'each has one') from atomic_transactions;
select is(count(*), 0::bigint, 'without a name') from transaction_groups where name is not null;
select * from finish();
