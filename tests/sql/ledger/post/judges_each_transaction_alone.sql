select plan(3);
select open_books();
select results_eq(
  $$select position, status, code from ledger.post(jsonb_build_array(
    transfer('cash', 'alice', '10.00'), transfer('cash', 'alice', '-1'), transfer('alice', 'bob', '11.00'),
    transfer('alice', 'bob', '4.00')))$$,
  $$values (0, 'posted', null), (1, 'refused', 'LG022'), (2, 'refused', 'LG040'), (3, 'posted', null)$$,
  'a refused one does not touch the others');
select is(balance('alice'), 6.00, 'the good ones count');
select is(count(*), 2::bigint, 'a refused one has no entry') from journal_entries;
select * from finish();
