select plan(3);
select open_books(), open_books('birch');
select from close_account(company(), account('alice'));
select raises($$select set_account_floor(company(), account('alice'), 1)$$, 'LG013', 'a closed one');
select raises('select set_account_floor(company(), new_id(), 1)', 'LG011', 'an unknown one');
select raises(
  $$select set_account_floor(company(), account('birch/alice'), 1)$$, 'LG011', 'another company''s');
select * from finish();
