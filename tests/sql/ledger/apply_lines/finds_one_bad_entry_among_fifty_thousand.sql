-- breaks_invariants
-- The headers stand there without lines in the end: none of the statements is taken.

select plan(3);
select open_books();
insert into journal_entries (
  company_id, id, hub_id, transaction_id, principal_id, description, posted_at, effective_at, line_count)
select c.id, id_after(x.id, n), c.id, id_after(x.id, n), system_principal(), 'One of many', x.now, x.now, 2
from companies c,
     (select '01900000-0000-7000-8000-000000000000'::uuid as id, audit.clock() as now) x,
     generate_series(1, 50000) n;
create temp table lines on commit drop as
select a.company_id, id_after('01900000-0000-7000-8000-000000000000', n) as entry_id, l.line_no,
       a.id as account_id, 'EUR' as currency, l.debit, l.credit, null as description,
       n::numeric as balance_after, n::bigint as account_version
from generate_series(1, 50000) n
cross join (values (1, 'cash', 1, 0), (2, 'alice', 0, 1)) l (line_no, code, debit, credit)
join accounts a on a.code = l.code;
select throws_ok(
  format(
    $$insert into ledger.journal_lines
      select company_id, %s, line_no, %s, currency, debit, %s, description, balance_after, account_version
        from lines$$,
    coalesce(c.entry_id, 'entry_id'), coalesce(c.account_id, 'account_id'), coalesce(c.credit, 'credit')),
  c.code, null, c.what)
from (values
  (null, null, 'case when account_version = 31415 and line_no = 2 then 2 else credit end', 'LG061',
    'one does not balance'),
  ('case when account_version = 31415 then company_id else entry_id end', null, null, 'LG060',
    'one has no header'),
  (null, 'case when account_version = 31415 and line_no = 2 then entry_id else account_id end', null, 'LG062',
    'one has an account that is not there')) c (entry_id, account_id, credit, code, what);
select * from finish();
