select plan(2);
select open_books(), open_books('birch');
select raises('select account_history(company(), new_id())', 'LG011', 'nobody''s');
select raises($$select account_history(company(), account('birch/cash'))$$, 'LG011', 'another company''s');
select * from finish();
