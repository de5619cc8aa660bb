select plan(2);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select from freeze_account(company('birch'), account('birch/due-from:acme:EUR'));
select is_refused(
  transfer('cash', 'birch/sales', '5.00'), 'LG012', 'birch takes no more of acme''s promises');
select is(
  verdict(transfer('birch/cash', 'sales', '5.00')), 'posted', 'what it promises itself is another account''s');
select * from finish();
