select plan(3);
select open_books(), set_clock('2024-01-01T00:00:00Z');
select create_atomic(booking(debit('cash', '5.00'), credit('sales', '5.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions), 'A mistake');
create temp table answer on commit drop as select get_atomic_transaction(company(), id) as body
from atomic_transactions;
select is(body ->> 'status', 'rolled_back', 'the status') from answer;
select is(body ->> 'rolled_back_at', '2024-01-01T00:00:00Z', 'the time') from answer;
select is(body #>> '{rollback_data,reason}', 'A mistake', 'the reason') from answer;
select * from finish();
