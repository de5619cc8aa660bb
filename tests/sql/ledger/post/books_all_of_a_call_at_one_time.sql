select plan(1);
select open_books();
select from ledger.post(jsonb_build_array(transfer('cash', 'sales', '1.00'),
  transfer('bank', 'alice', '1.00')));
select is(count(distinct posted_at), 1::bigint, 'one time') from journal_entries;
select * from finish();
