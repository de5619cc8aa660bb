set transaction isolation level repeatable read;
select plan(1);
select open_books();
select raises(
  $$select from ledger.post(transfer('cash', 'sales', '1.00'))$$, 'LG064',
  'a snapshot would judge by old rows');
select * from finish();
