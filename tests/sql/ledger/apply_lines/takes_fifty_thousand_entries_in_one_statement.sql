select plan(5);
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
select performs_ok('insert into ledger.journal_lines select * from lines', 20000, 'in a few seconds');
select is(count(*), 100000::bigint, 'a hundred thousand lines') from journal_lines;
select is(balance('cash'), 50000.00, 'the balance of the debits');
select is(balance('alice'), 50000.00, 'the balance of the credits');
select is(account_version('alice'), 50000::bigint, 'and its version');
select * from finish();
