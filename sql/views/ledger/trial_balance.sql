-- The books of each company by kind of account; debits and credits are equal per company and currency.

create or replace view ledger.trial_balance
  with (security_invoker = true)
as
select
  a.company_id, a.currency, a.type, a.purpose, count(*) as accounts,
  round(sum(b.debits), c.exponent) as debits,
  round(sum(b.credits), c.exponent) as credits,
  round(sum(ledger.posted(a.normal_side, b.debits, b.credits)), c.exponent) as posted,
  round(sum(b.held), c.exponent) as held
from ledger.accounts a
join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
join ledger.currencies c on c.code = a.currency
group by a.company_id, a.currency, a.type, a.purpose, c.exponent;

comment on view ledger.trial_balance is 'Totals of each company''s accounts by currency, type and purpose.';
