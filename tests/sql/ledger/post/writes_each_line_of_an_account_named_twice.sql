select plan(2);
select open_books();
select book(transaction(entry(
  debit('cash', '10.00'), credit('alice', '6.00'), credit('alice', '4.00'), debit('alice', '1.00'),
  credit('cash', '1.00'))));
select results_eq(
  $$select account, balance_after, account_version from journal order by line_no$$,
  $$values ('cash', 10.00, 1::bigint), ('alice', 6.00, 1), ('alice', 10.00, 2), ('alice', 9.00, 3),
    ('cash', 9.00, 2)$$,
  'each with its own balance and version');
select is(account_version('alice'), 3::bigint, 'all are counted');
select * from finish();
