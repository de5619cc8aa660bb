select plan(2);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select is_refused(transfer('birch/alice', 'cash', '1.00'), 'LG040', 'the other company''s floor');
select from freeze_account(company('birch'), account('birch/bob'));
select is_refused(transfer('cash', 'birch/bob', '1.00'), 'LG012', 'the other company''s frozen account');
select * from finish();
