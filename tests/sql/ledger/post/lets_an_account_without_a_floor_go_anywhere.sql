select plan(1);
select open_books();
select book(transfer('cash', 'bank', '1000.00'));
select is(balance('bank'), -1000.00, 'no floor is no limit');
select * from finish();
