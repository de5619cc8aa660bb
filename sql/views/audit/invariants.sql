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
  select h.company_id, h.account_id, sum(h.held) as held, min(h.expires_at) as next_expiry
  from (
    select l.company_id, l.account_id, l.amount - l.captured - l.released as held, l.expires_at
    from ledger.liens l
    where l.status = 'active'
    union all
    select p.company_id, p.account_id, p.reserved, null
    from chain.positions p
    where p.reserved > 0
  ) h
  group by h.company_id, h.account_id
), chain_lines as (
  select d.account_company_id as company_id, d.account_id, d.company_id as hub_id, d.chain_id, d.state,
         d.reverses_transaction_id is not null as is_reversal,
         ledger.posted(a.normal_side, d.debit_amount, d.credit_amount) as change
  from chain.deferred_transfers d
  join ledger.accounts a on a.company_id = d.account_company_id and a.id = d.account_id
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
select 3, 'held is the sum of active liens and reservations',
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
where l.chain_id is null and l.captured <> coalesce(j.captured, 0)
-- Chains
union all
select 3, 'position is the sum of the chain''s liens and transfers',
       coalesce(p.company_id, s.company_id), coalesce(p.account_id, s.account_id),
       format('chain %s: position %s/%s/%s, sums %s/%s/%s', coalesce(p.chain_id, s.chain_id),
         p.liened, p.deferred_in, p.deferred_out, s.liened, s.deferred_in, s.deferred_out)
from chain.positions p
full join (
  select x.company_id, x.account_id, x.chain_id, sum(x.liened) as liened,
         sum(greatest(x.change, 0)) as deferred_in, sum(greatest(-x.change, 0)) as deferred_out
  from (
    select a.company_id, a.id as account_id, l.chain_id, l.amount - l.captured - l.released as liened,
           0 as change
    from ledger.liens l
    join ledger.accounts a on a.id = l.beneficiary_account_id
    where l.chain_id is not null and l.status = 'active'
    union all
    select c.company_id, c.account_id, c.chain_id, 0, c.change from chain_lines c where c.state = 'pending'
  ) x
  group by x.company_id, x.account_id, x.chain_id
) s on s.company_id = p.company_id and s.account_id = p.account_id and s.chain_id = p.chain_id
where (p.liened, p.deferred_in, p.deferred_out) is distinct from (s.liened, s.deferred_in, s.deferred_out)
  and chain.is_seen_whole(coalesce(p.chain_id, s.chain_id))
union all
select 5, 'ended chain holds nothing', x.company_id, x.chain_id, x.what
from (
  select p.company_id, p.chain_id, 'position' as what from chain.positions p
  union all
  select l.company_id, l.chain_id, 'lien' from ledger.liens l where l.chain_id is not null
    and l.status = 'active'
  union all
  select d.company_id, d.chain_id, 'deferred transfer' from chain.deferred_transfers d
    where d.state = 'pending'
  union all
  select s.company_id, s.chain_id, 'step ' || s.name from chain.steps s
  where s.state in ('PENDING', 'READY', 'RUNNING', 'WAITING', 'IN_DOUBT', 'COMPENSATING',
    'COMPENSATION_FAILED')
  union all
  select t.company_id, t.chain_id, 'task' from chain.tasks t where t.ended_at is null
) x
join chain.chains c on c.id = x.chain_id
where c.ended_at is not null
union all
select 5, 'chain can make progress', c.company_id, c.id, c.state
from chain.chains c
where c.ended_at is null and c.due_at is null and (c.waiting_on is null or exists (
  select from chain.steps s
  where s.company_id = c.company_id and s.chain_id = c.id and s.due_at is not null and (
    s.state = 'COMPENSATING'
    or (c.state not in ('FAILED', 'ROLLING_BACK')
      and s.state in ('READY', 'RUNNING', 'WAITING', 'IN_DOUBT')))))
union all
select 6, 'settlement is what the chain promised', x.company_id, x.chain_id, format('account %s',
  x.account_id)
from (
  select c.hub_id as company_id, c.chain_id, c.account_id, c.change
  from chain_lines c
  where c.state = 'settled' and not c.is_reversal
  union all
  select k.company_id, k.id, s.account_id, s.change
  from ledger.liens l
  join chain.chains k on k.id = l.chain_id
  cross join lateral (values
    (l.account_id, -l.captured), (l.beneficiary_account_id, l.captured)) s (account_id, change)
  where l.captured > 0
  union all
  select k.company_id, k.id, j.account_id, -ledger.posted(a.normal_side, j.debit_amount, j.credit_amount)
  from chain.chains k
  join ledger.journal_entries e on e.transaction_id = k.transaction_id
  join ledger.journal_lines j on j.company_id = e.company_id and j.entry_id = e.id
  join ledger.accounts a on a.company_id = j.company_id and a.id = j.account_id
  where a.purpose <> 'intercompany'
) x
group by x.company_id, x.chain_id, x.account_id
-- Of what differs alone: a condition on the groups' key would be asked of every row.
having case when sum(x.change) <> 0 then chain.is_seen_whole(x.chain_id) end
union all
select 7, 'chain''s last event is its end', c.company_id, c.id, c.state
from chain.chains c
left join chain.events e on e.company_id = c.company_id and e.chain_id = c.id and e.seq = c.last_seq
where c.ended_at is not null and e.type is distinct from 'chain.' || lower(c.state collate "C")
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
