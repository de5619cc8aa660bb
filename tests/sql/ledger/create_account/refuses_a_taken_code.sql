select plan(2);
select open_books(), open_books('birch');
select raises($$select new_account('cash', 'asset', 'EUR')$$, 'LG070', 'codes are unique in the company');
select lives_ok($$select new_account('birch cash', 'asset', 'EUR'),
  new_account('birch cash', 'asset', 'EUR', 'birch')$$,
  'another company''s are no matter');
select * from finish();
