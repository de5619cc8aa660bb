-- The journal as an attacker would write it: by INSERT, right but for what the test makes wrong.

create function header(
  p_line_count integer default 2,
  p_posted_at timestamptz default audit.clock(),
  p_company text default 'acme'
)
  returns uuid
  language sql
as $$
  insert into ledger.journal_entries (
    company_id, id, hub_id, transaction_id, principal_id, description, posted_at, effective_at, line_count)
  select c, ledger.new_id(), c, ledger.new_id(), access.system_principal(), 'Direct', p_posted_at,
         p_posted_at, p_line_count
  from company(p_company) c
  returning id
$$;

-- Lines as they follow from the balances, one an account; what a line says of balance_after, account_version,
-- currency, line_no or company_id is taken as it is.
create function direct_lines(p_entry_id uuid, variadic p_lines jsonb[])
  returns setof ledger.journal_lines
  language sql
as $$
  select
    coalesce((l.doc ->> 'company_id')::uuid, a.company_id), p_entry_id,
    coalesce((l.doc ->> 'line_no')::integer, l.nth::integer),
    a.id, coalesce(l.doc ->> 'currency', a.currency), l.debit, l.credit, null,
    coalesce((l.doc ->> 'balance_after')::numeric,
      ledger.posted(a.normal_side, b.debits + l.debit, b.credits + l.credit)),
    coalesce((l.doc ->> 'account_version')::bigint, b.version + 1)
  from (
    select x.doc, x.nth, coalesce((x.doc ->> 'debit_amount')::numeric, 0) as debit,
           coalesce((x.doc ->> 'credit_amount')::numeric, 0) as credit
    from unnest(p_lines) with ordinality x (doc, nth)
  ) l
  join ledger.accounts a on a.id = (l.doc ->> 'account_id')::uuid
  join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
$$;
