select plan(2);
select open_books();
select book(transaction(entry(debit('cash', '1.00'), credit('sales', '1.00')) || m.given))
from (values ('{}'::jsonb), ('{"metadata": null}')) m (given);
select is(count(*), 2::bigint, 'absent and null are both taken') from journal_entries;
select is_empty(
  $$select metadata from journal_entries where metadata <> '{}'$$, 'and both kept as an empty object');
select * from finish();
