select plan(2);
select open_books();
select book(transfer('cash', 'sales', repeat('9', 30) || '.99'));
select is(balance('cash'), (repeat('9', 30) || '.99')::numeric, 'exactly');
select book(transfer('cash', 'sales', '0.01'));
select is(balance('cash'), ('1' || repeat('0', 30))::numeric, 'and a balance may be more');
select * from finish();
