select plan(4);
select open_books();
select is(
  verdict(transaction(
    entry(debit('alice', '50.00'), credit('bob', '50.00')),
    entry(debit('cash', '50.00'), credit('alice', '50.00')))),
  'posted', 'spent in the first entry, received in the second');
select is_refused(
  transaction(
    entry(debit('alice', '50.00'), credit('bob', '50.00')),
    entry(debit('cash', '49.99'), credit('alice', '49.99'))),
  'LG040', 'a cent too little');
select is(
  verdict(
    transaction(entry(debit('alice', '7.00'), debit('cash', '3.00'), credit('bob', '3.00'),
      credit('alice', '7.00')))),
  'posted', 'an account that is named twice in an entry');
select is_refused(
  transaction(entry(debit('alice', '7.00'), credit('bob', '0.01'), credit('alice', '6.99'))), 'LG040',
  'by the net of its lines');
select * from finish();
