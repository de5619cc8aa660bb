select plan(1);
select open_books();
select book(transaction(
  entry(debit('cash', '10.00'), credit('alice', '10.00')),
  entry(debit('cash', '5.00'), credit('alice', '3.00'), credit('bob', '2.00'))));
select results_eq(
  $$select account, line_no, debit, credit, balance_after, account_version from journal order by entry_id,
    line_no$$,
  $$values
    ('cash', 1, 10.00, null, 10.00, 1::bigint), ('alice', 2, null, 10.00, 10.00, 1),
    ('cash', 1, 5.00, null, 15.00, 2), ('alice', 2, null, 3.00, 13.00, 2), ('bob', 3, null, 2.00, 2.00, 1)$$,
  'each line says what its account had after it');
select * from finish();
