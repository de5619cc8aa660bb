select plan(1);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select raises($$select place('due-to:birch:EUR', 1)$$, 'LG015', 'nobody holds what they owe');
select * from finish();
