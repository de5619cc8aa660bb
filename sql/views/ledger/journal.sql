-- The journal as an accountant reads it: a row a line, with its entry and its account.

create or replace view ledger.journal
  with (security_invoker = true)
as
select
  e.company_id, e.posted_at, e.effective_at, e.transaction_id, l.entry_id, l.line_no,
  a.code as account, l.account_id, l.currency,
  nullif(round(l.debit_amount, c.exponent), 0) as debit,
  nullif(round(l.credit_amount, c.exponent), 0) as credit,
  round(l.balance_after, c.exponent) as balance_after, l.account_version,
  coalesce(l.description, e.description) as description,
  e.reverses_entry_id, e.principal_id, e.request_id
from ledger.journal_entries e
join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
join ledger.currencies c on c.code = l.currency;

comment on view ledger.journal is 'The journal, a row a line, with its entry and its account.';
