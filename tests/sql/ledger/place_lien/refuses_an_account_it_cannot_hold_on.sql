select plan(4);
select open_books(), open_books('birch');
select from freeze_account(company(), account('cash'));
select from close_account(company(), account('bank'));
select raises($$select place('cash', 1)$$, 'LG012', 'a frozen one');
select raises($$select place('bank', 1)$$, 'LG013', 'a closed one');
select raises('select place_lien(company(), new_id(), 1)', 'LG011', 'an unknown one');
select raises($$select place('birch/cash', 1)$$, 'LG011', 'another company''s');
select * from finish();
