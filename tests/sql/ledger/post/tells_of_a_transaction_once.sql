select plan(3);
select open_books(), open_books('birch');
create temp table posted_now on commit drop as
select * from ledger.post(jsonb_build_array(
  transfer('cash', 'birch/sales', '5.00'), transfer('alice', 'bob', '1.00'),
  transfer('cash', 'sales', '2.00')));
select set_eq(
  'select aggregate, aggregate_version, subject, company_id from outbox',
  $$select 'transaction/' || transaction_id as a, 1::bigint as v, 'ledger.transaction.posted' as s,
    company() as c from posted_now
    where status = 'posted'$$,
  'an event each, of the company that asked, none of a refused one');
select set_eq(
  $$select (e ->> 'entry_id')::uuid from outbox cross join json_array_elements(payload -> 'entries') e$$,
  'select id from journal_entries', 'which names the entries');
select is(count(*), 2::bigint, 'in its shape')
from outbox where payload ->> 'v' = '1' and aggregate = 'transaction/' || (payload ->> 'transaction_id');
select * from finish();
