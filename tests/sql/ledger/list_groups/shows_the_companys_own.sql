select plan(2);
select open_books(), open_books('birch');
select create_atomic(booking(debit('cash', '5.00'), credit('sales', '5.00')));
select is(list_groups(company('birch')) -> 'total_count', '0', 'birch has none');
select raises('select list_groups(new_id())', 'LG017', 'an unknown company');
select * from finish();
