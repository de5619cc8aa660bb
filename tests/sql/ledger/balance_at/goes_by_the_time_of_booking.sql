select plan(1);
select open_books();
select set_clock('2024-03-01Z');
select book(jsonb_set(transfer('cash', 'alice', '1.00'), '{entries,0,effective_at}', '"2024-01-01"'));
select is(balance_at(company(), account('alice'), '2024-02-01Z'), 0.00, 'a value date changes nothing');
select * from finish();
