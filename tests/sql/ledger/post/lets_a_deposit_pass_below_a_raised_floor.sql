select plan(3);
select open_books();
select fund('alice', '10.00');
select from set_account_floor(company(), account('alice'), 100);
select is(verdict(transfer('cash', 'alice', '1.00')), 'posted', 'a deposit that does not reach it');
select is_refused(transfer('alice', 'bob', '0.01'), 'LG040', 'but nothing lowers it further');
select is(
  verdict(transaction(entry(debit('alice', '5.00'), credit('alice', '5.00')))), 'posted',
  'what changes nothing is no matter');
select * from finish();
