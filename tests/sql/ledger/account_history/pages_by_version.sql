select plan(4);
select open_books();
select count(fund('alice', '1.00')) from generate_series(1, 7);
create temp table pages on commit drop as
with recursive page (n, versions) as (
  select 1, array(select account_version from account_history(company(), account('alice'), p_limit => 3))
  union all
  select n + 1, array(select account_version
    from account_history(company(), account('alice'), p_before => versions[cardinality(versions)],
      p_limit => 3))
  from page where cardinality(versions) > 0
)
select * from page;
select is(jsonb_agg(versions order by n), '[[7, 6, 5], [4, 3, 2], [1], []]', 'each line once') from pages;
select is(count(*), 1::bigint, 'a page has one line at least')
from account_history(company(), account('alice'), p_limit => 0);
select is(count(*), 7::bigint, 'a hundred lines unless said')
from account_history(company(), account('alice'), p_limit => null);
select is(count(*), 0::bigint, 'none before the first')
from account_history(company(), account('alice'), p_before => 1);
select * from finish();
