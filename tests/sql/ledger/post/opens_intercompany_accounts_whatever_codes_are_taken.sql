select plan(1);
select open_books(), open_books('birch');
select new_account('due-from:birch:EUR', 'asset', 'EUR'), new_account('due-to:birch:EUR', 'liability', 'EUR');
select lives_ok(
  $$select book(transfer('cash', 'birch/sales', '5.00'))$$,
  'an account of that code does not stand in the way');
select * from finish();
