-- The company that asked is that of the first entry; the others' entries are theirs to keep, not to tell of.
select plan(2);
select open_books('acme'), open_books('birch');
select book(jsonb_build_object('entries', jsonb_build_array(
  booking(debit('acme/cash', '1.00'), credit('acme/sales', '1.00'))
    || jsonb_build_object('company_id', company('acme')),
  booking(debit('birch/cash', '2.00'), credit('birch/sales', '2.00'))
    || jsonb_build_object('company_id', company('birch')))));
select is(count(*), 1::bigint, 'one event') from outbox where subject = 'ledger.transaction.posted';
select set_eq(
  'select company_id, hub_id from journal_entries',
  $$values (company('acme'), null::uuid), (company('birch'), company('acme'))$$, 'one hub');
select * from finish();
