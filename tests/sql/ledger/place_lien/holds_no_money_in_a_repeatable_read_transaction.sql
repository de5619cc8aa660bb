set transaction isolation level repeatable read;
select plan(1);
select open_books();
select raises($$select place('cash', 1)$$, 'LG064', 'a snapshot would judge by old rows');
select * from finish();
