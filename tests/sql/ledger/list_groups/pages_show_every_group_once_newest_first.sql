select plan(4);
select open_books();
insert into transaction_groups (company_id, id, name, created_at)
select company(), ledger.new_id(), 'g' || n, '2024-01-01Z'::timestamptz + n / 2 * interval '1 hour'
from generate_series(1, 7) n;
create temp table pages on commit drop as
with recursive page (n, body) as (
  select 1, list_groups(company(), 3)
  union all
  select n + 1, list_groups(company(), 3, (body ->> 'next')::uuid) from page
    where body ->> 'next' is not null and n < 9
)
select * from page;
select is(count(*), 3::bigint, 'seven groups by three are three pages') from pages;
select results_eq(
  $$select (g ->> 'id')::uuid from pages,
    jsonb_array_elements(body -> 'transaction_groups') with ordinality x (g, nth) order by n, nth$$,
  'select id from transaction_groups order by created_at desc, id desc',
  'every group once, though times are equal');
select is(count(*), 3::bigint, 'each page knows the number of all') from pages
where (body -> 'total_count')::integer = 7;
select is(
  jsonb_array_length(list_groups(company(), 0) -> 'transaction_groups'), 1, 'a page has one group at least');
select * from finish();
