-- An account of such a code would stand in the way of the first settlement between two companies.
select plan(2);
select open_books(), open_books('birch');
select raises($$select new_account('due-from:birch:EUR', 'asset', 'EUR')$$, 'LG019', 'due-from');
select raises($$select new_account('due-to:birch:EUR', 'liability', 'EUR')$$, 'LG019', 'due-to');
select * from finish();
