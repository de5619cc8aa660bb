select plan(2);
select open_books(), open_books('birch');
select create_atomic(booking(debit('cash', '5.00'), credit('sales', '5.00')));
select raises('select close_group(company(), new_id())', 'LG053', 'an unknown one');
select raises(
  $$select close_group(company('birch'), (select id from transaction_groups))$$, 'LG053',
  'another company''s');
select * from finish();
