-- What accounts have now, in units of their currency: posted on the normal side, held by unexpired liens,
-- available = posted - held. A lien past its expiry does not count, swept or not.

create or replace view ledger.account_balances
  with (security_invoker = true)
as
select
  a.company_id, a.id as account_id, a.code, a.name, a.user_id,
  a.type, a.purpose, a.currency, a.normal_side, a.status,
  a.floor::numeric as floor,
  round(p.posted, c.exponent) as posted,
  round(p.held, c.exponent) as held,
  round(p.posted - p.held, c.exponent) as available,
  b.version, b.posted_at, p.as_of
from ledger.accounts a
join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
join ledger.currencies c on c.code = a.currency
cross join lateral (
  select
    ledger.posted(a.normal_side, b.debits, b.credits) as posted,
    ledger.still_held(b.company_id, b.account_id, b.held, b.next_lien_expiry, t.as_of) as held,
    t.as_of
  from (select audit.clock() as as_of offset 0) t
) p;

comment on view ledger.account_balances is 'What each account has: posted, held and available.';
