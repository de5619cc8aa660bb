select plan(2);
select open_books(), open_books('birch');
select create_atomic(booking(debit('cash', '5.00'), credit('sales', '5.00')));
select raises('select get_atomic_transaction(company(), new_id())', 'LG050', 'an unknown one');
select raises(
  $$select get_atomic_transaction(company('birch'), (select id from atomic_transactions))$$, 'LG050',
  'another company''s');
select * from finish();
