select plan(2);
select open_books(), open_books('birch');
select raises('select balance_at(company(), new_id(), audit.clock())', 'LG011', 'nobody''s');
select raises(
  $$select balance_at(company(), account('birch/cash'), audit.clock())$$, 'LG011', 'another company''s');
select * from finish();
