-- Reads transactions as they came in JSON: a row for each line (and for what has none), its account looked up. Shapes:
--
--   transaction {"transaction_id"?, "entries": [entry…]}
--   entry       {"company_id"?, "description", "effective_at"?, "metadata"?, "lines": [line…]}
--   line        {"account_id", "description"?, "debit_amount"?, "credit_amount"?, "if"?}
--
-- entry_index counts the call's entries from 1. hub_id is the company that asked: the entry's company_id, else its first
-- line's. An account of another company is found by its id alone, and only after the hub's own were looked through.
-- An amount is a string of plain decimal digits, 0 when absent, null when faulty: the regular expression guards what Postgres
-- would read too generously (hex, underscores, exponents, NaN, signs, other digits).
-- What the entry says (transaction_id to metadata) stands on its first row only.
--
-- is_plain: nothing can be wrong with the line's form and its entry's. What is not plain is looked at by ledger.find_problems,
-- which knows all the rules; to say less than true costs time, never safety. imbalance: the entry's debits minus credits,
-- all currencies together; is_mixed: it has several, so that each must be looked at by itself.
--
-- Reads only what never changes, but for status, which is judged again under the lock. `offset 0` keeps the planner from
-- evaluating a value at each of its uses.

create or replace function ledger.read_lines(p_transactions jsonb)
  returns table (
    "position" integer,
    entry_no integer,
    line_no integer,
    entry_index integer,
    line_count integer,
    hub_id uuid,
    transaction_id jsonb,
    entry_description text,
    effective_at jsonb,
    metadata jsonb,
    company_id uuid,
    account_id uuid,
    status text,
    currency text,
    exponent integer,
    debit_amount numeric,
    credit_amount numeric,
    description text,
    condition jsonb,
    imbalance numeric,
    is_mixed boolean,
    is_plain boolean
  )
  language sql
  stable
as $$
  select
    r.position, r.entry_no, r.line_no, dense_rank() over (order by r.position, r.entry_no)::integer, r.line_count, r.hub_id,
    r.transaction_id, r.entry_description, r.effective_at, r.metadata,
    r.company_id, r.account_id, r.status, r.currency, r.exponent,
    round(r.debit_amount, r.exponent), round(r.credit_amount, r.exponent), r.description, r.condition,
    sum(r.debit_amount - r.credit_amount) over of_entry,
    min(r.currency) over of_entry <> max(r.currency) over of_entry,
    r.is_plain
  from (
    select
      t.nth::integer - 1 as position, e.nth::integer - 1 as entry_no, l.nth::integer - 1 as line_no, e.hub_id, e.line_count,
      case l.nth when 1 then t.doc -> 'transaction_id' end as transaction_id,
      case l.nth when 1 then e.doc ->> 'description' end as entry_description,
      case l.nth when 1 then e.doc -> 'effective_at' end as effective_at,
      case l.nth when 1 then e.doc -> 'metadata' end as metadata,
      a.company_id, a.id as account_id, a.status, a.currency, c.exponent::integer, l.debit_amount, l.credit_amount,
      l.doc ->> 'description' as description, l.doc -> 'if' as condition,
      coalesce(e.is_plain and e.line_count >= 2
        and case jsonb_typeof(l.doc) when 'object' then
          l.doc - '{account_id,description,debit_amount,credit_amount}'::text[] = '{}' end
        and coalesce(jsonb_typeof(l.doc -> 'description') in ('string', 'null'), true)
        and a.status = 'open' and a.company_id = e.hub_id
        and (l.debit_amount > 0) <> (l.credit_amount > 0)
        and l.debit_amount + l.credit_amount < 1e30
        and scale(greatest(l.debit_amount, l.credit_amount)) <= c.exponent, false) as is_plain
    from jsonb_array_elements(p_transactions) with ordinality t (doc, nth)
    left join lateral (
      select
        x.doc, x.nth,
        coalesce(ledger.read_uuid(x.doc -> 'company_id'), (
          select a.company_id from ledger.accounts a where a.id = ledger.read_uuid(x.doc -> 'lines' -> 0 -> 'account_id')
          limit 1)) as hub_id,
        case jsonb_typeof(x.doc -> 'lines') when 'array' then jsonb_array_length(x.doc -> 'lines') else 0 end as line_count,
        case when jsonb_typeof(t.doc) = 'object' and jsonb_typeof(x.doc) = 'object' then
          t.doc - '{entries}'::text[] = '{}'
          and x.doc - '{company_id,description,lines}'::text[] = '{}'
          and jsonb_typeof(x.doc -> 'company_id') is not distinct from 'string'
          and jsonb_typeof(x.doc -> 'description') = 'string' end as is_plain
      from jsonb_array_elements(case jsonb_typeof(t.doc -> 'entries') when 'array' then t.doc -> 'entries' else '[]' end)
        with ordinality x (doc, nth)
      offset 0
    ) e on true
    left join lateral (
      select
        x.doc, x.nth, ledger.read_uuid(x.doc -> 'account_id') as account_id,
        case
          when x.doc ->> 'debit_amount' is null then 0
          when x.doc ->> 'debit_amount' ~ '^[0-9]+(\.[0-9]+)?$' and jsonb_typeof(x.doc -> 'debit_amount') = 'string'
            then (x.doc ->> 'debit_amount')::numeric end as debit_amount,
        case
          when x.doc ->> 'credit_amount' is null then 0
          when x.doc ->> 'credit_amount' ~ '^[0-9]+(\.[0-9]+)?$' and jsonb_typeof(x.doc -> 'credit_amount') = 'string'
            then (x.doc ->> 'credit_amount')::numeric end as credit_amount
      from jsonb_array_elements(case jsonb_typeof(e.doc -> 'lines') when 'array' then e.doc -> 'lines' else '[]' end)
        with ordinality x (doc, nth)
      offset 0
    ) l on true
    left join lateral (
      select h.* from ledger.accounts h
      where h.company_id = e.hub_id and h.id = l.account_id
      union all
      select o.* from ledger.accounts o
      where o.company_id is distinct from e.hub_id and o.id = l.account_id
      limit 1
    ) a on true
    left join ledger.currencies c on c.code = a.currency
    offset 0
  ) r
  window of_entry as (partition by r.position, r.entry_no)
  order by r.position, r.entry_no, r.line_no
$$;

comment on function ledger.read_lines(jsonb) is
  'Private: transactions in JSON as rows, one a line, with their accounts; is_plain where nothing can be wrong with the form.';
