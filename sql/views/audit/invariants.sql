-- One row per broken promise; empty is what it should be. promise is its number in docs/architecture.md;
-- subject_id names the row to look at. It reads everything: `holdfast verify` runs it, tests run it after
-- each movement of money.

create or replace view audit.invariants
  with (security_invoker = true)
as
with entry_sums as (
  select l.company_id, l.entry_id, count(*) as lines, max(l.line_no) as last_line
  from ledger.journal_lines l
  group by l.company_id, l.entry_id
), running as (
  select
    l.*, a.normal_side, a.currency as account_currency, e.posted_at,
    sum(l.debit_amount) over so_far as debits, sum(l.credit_amount) over so_far as credits,
    row_number() over so_far as nth, lag(e.posted_at) over so_far as posted_before
  from ledger.journal_lines l
  left join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
  left join ledger.journal_entries e on e.company_id = l.company_id and e.id = l.entry_id
  window so_far as (
    partition by l.company_id, l.account_id order by l.account_version rows unbounded preceding)
), account_sums as (
  select r.company_id, r.account_id, count(*) as lines,
         sum(r.debit_amount) as debits, sum(r.credit_amount) as credits,
         max(r.account_version) as version, max(r.posted_at) as posted_at
  from running r
  group by r.company_id, r.account_id
), lien_sums as (
  select l.company_id, l.account_id, sum(l.amount - l.captured - l.released) as held,
         min(l.expires_at) as next_expiry
  from ledger.liens l
  where l.status = 'active'
  group by l.company_id, l.account_id
)
-- Entries
select 1 as promise, 'entry balances per currency' as broken, l.company_id, l.entry_id as subject_id,
       format('%s: debits %s, credits %s', l.currency, sum(l.debit_amount), sum(l.credit_amount)) as detail
from ledger.journal_lines l
group by l.company_id, l.entry_id, l.currency
having sum(l.debit_amount) <> sum(l.credit_amount)
union all
select 1, 'entry has all its lines', coalesce(e.company_id, s.company_id), coalesce(e.id, s.entry_id),
       format('line_count %s, lines %s', e.line_count, s.lines)
from ledger.journal_entries e
full join entry_sums s on s.company_id = e.company_id and s.entry_id = e.id
where e.line_count is distinct from s.lines or s.last_line is distinct from s.lines
union all
select 1, 'reversal mirrors its entry', r.company_id, r.id, format('reverses %s', r.reverses_entry_id)
from ledger.journal_entries r
where r.reverses_entry_id is not null and exists (
  select
  from (
    select * from ledger.journal_lines x
    where x.company_id = r.company_id and x.entry_id = r.id
  ) n
  full join (
    select * from ledger.journal_lines y
    where y.company_id = r.company_id and y.entry_id = r.reverses_entry_id
  ) o on o.line_no = n.line_no
  where (n.account_id, n.debit_amount, n.credit_amount)
        is distinct from (o.account_id, o.credit_amount, o.debit_amount))
union all
select 1, 'due-from equals due-to', d.company_id, d.id,
       format('%s: due from %s is %s, there it is %s',
         d.currency, d.holder_company_id, f.debits - f.credits, t.credits - t.debits)
from ledger.accounts d
join ledger.balances f on f.company_id = d.company_id and f.account_id = d.id
left join ledger.balances t on t.company_id = d.holder_company_id
  and t.account_id = ledger.intercompany_account_id(
    d.holder_company_id, d.company_id, d.currency, 'liability')
where d.purpose = 'intercompany' and d.type = 'asset'
  -- A reader of one of the two companies sees one side alone, and cannot compare.
  and exists (select from ledger.companies c where c.id = d.holder_company_id)
  and f.debits - f.credits is distinct from coalesce(t.credits - t.debits, 0)
-- Balances
union all
select 2, 'balance is the sum of its lines',
       coalesce(b.company_id, s.company_id), coalesce(b.account_id, s.account_id),
       format('balance %s/%s v%s, lines %s/%s v%s',
         b.debits, b.credits, b.version, s.debits, s.credits, s.version)
from ledger.balances b
full join account_sums s on s.company_id = b.company_id and s.account_id = b.account_id
where b.account_id is null
  or (b.debits, b.credits, b.version, b.version)
     is distinct from
     (coalesce(s.debits, 0), coalesce(s.credits, 0), coalesce(s.version, 0), coalesce(s.lines, 0))
  or b.posted_at is distinct from s.posted_at
union all
select 2, 'line follows from the one before', r.company_id, r.entry_id,
       format('account %s v%s: balance_after %s', r.account_id, r.account_version, r.balance_after)
from running r
where r.nth <> r.account_version
  or r.balance_after is distinct from ledger.posted(r.normal_side, r.debits, r.credits)
  or r.posted_at < r.posted_before
  or r.currency is distinct from r.account_currency
union all
select 2, 'amount has its currency''s decimals', l.company_id, l.entry_id, format('line %s', l.line_no)
from ledger.journal_lines l
left join ledger.currencies c on c.code = l.currency
where c.code is null
  or l.debit_amount <> round(l.debit_amount, c.exponent)
  or l.credit_amount <> round(l.credit_amount, c.exponent)
union all
select 2, 'account has a balance', a.company_id, a.id, a.code
from ledger.accounts a
where not exists (select from ledger.balances b where b.company_id = a.company_id and b.account_id = a.id)
-- Liens
union all
select 3, 'held is the sum of active liens',
       coalesce(b.company_id, s.company_id), coalesce(b.account_id, s.account_id),
       format('held %s until %s, liens %s until %s', b.held, b.next_lien_expiry, s.held, s.next_expiry)
from ledger.balances b
full join lien_sums s on s.company_id = b.company_id and s.account_id = b.account_id
where b.held is distinct from coalesce(s.held, 0) or b.next_lien_expiry is distinct from s.next_expiry
union all
select 3, 'captures are in the journal', l.company_id, l.id,
       format('captured %s, journal %s', l.captured, j.captured)
from ledger.liens l
left join lateral (
  select sum(x.debit_amount + x.credit_amount) as captured
  from ledger.journal_entries e
  join ledger.journal_lines x on x.company_id = e.company_id and x.entry_id = e.id
  where e.company_id = l.company_id and e.lien_id = l.id and x.account_id = l.account_id
) j on true
where l.captured <> coalesce(j.captured, 0)
-- Requests
union all
select 4, 'rolled back means reversed', t.company_id, t.id, t.status
from ledger.atomic_transactions t
where t.status in ('completed', 'rolled_back') and (t.status = 'rolled_back') is distinct from (
  select bool_and(exists (
    select from ledger.journal_entries r where r.company_id = e.company_id and r.reverses_entry_id = e.id))
  from ledger.entries_of(t.company_id, t.id) e)
union all
select 4, 'company has posting limits', c.id, c.id, c.code
from ledger.companies c
where not exists (select from ledger.posting_limits l where l.company_id = c.id);

comment on view audit.invariants is 'One row per broken promise; empty is what it should be.';
