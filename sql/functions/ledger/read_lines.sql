-- Reads transactions as they came in JSON: a row for each line (and for what has none), its account
-- looked up. Shapes:
--
--   transaction {"transaction_id"?, "entries": [entry…]}
--   entry       {"company_id"?, "description", "effective_at"?, "metadata"?, "lines": [line…]}
--   line        {"account_id", "description"?, "debit_amount"?, "credit_amount"?, "if"?}
--
-- entry_index counts the call's entries from 1, those without lines too. hub_id is the company that asked:
-- the first entry's company_id, else its first line's. An account of another company is found by its id
-- alone, and only after the hub's own were looked through, if its caller may name that company's: to who may
-- not, it is not there. p_callers: one for each transaction, or one for all; null where all accounts may be
-- named. What the entry says stands on its first row only, and so do the documents: one on each of its lines
-- would make a long entry quadratic.
-- An amount is a string of plain decimal digits, 0 when absent, null when faulty: the regular expression
-- guards what Postgres would read too generously (hex, underscores, exponents, NaN, signs, other digits);
-- 30 digits, a point and 18 decimals fit between the quotes.
--
-- is_plain: nothing can be wrong with the form of the line and its entry. What is not plain is looked at by
-- ledger.find_problems, which knows all the rules; to say less than true costs time, never safety.
--
-- Reads only what never changes, but for status, which is judged again under the lock. `offset 0` keeps the
-- planner from evaluating a value at each of its uses.

create or replace function ledger.read_lines(p_transactions jsonb, p_callers access.caller[])
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
    purpose text,
    status text,
    currency text,
    exponent integer,
    debit_amount numeric,
    credit_amount numeric,
    description text,
    condition jsonb,
    is_plain boolean,
    transaction jsonb,
    entry jsonb,
    line jsonb
  )
  language sql
  stable
as $$
  select
    e.position, e.entry_no, l.nth::integer - 1, e.entry_index, e.line_count, e.hub_id,
    l.transaction_id, l.entry_description, l.effective_at, l.metadata,
    a.company_id, a.id, a.purpose, a.status, a.currency, c.exponent::integer,
    round(l.debit_amount, c.exponent), round(l.credit_amount, c.exponent), l.doc ->> 'description',
    nullif(l.doc -> 'if', 'null'),
    coalesce(e.is_plain and e.line_count >= 2
      and case jsonb_typeof(l.doc) when 'object' then
        l.doc - '{account_id,description,debit_amount,credit_amount}'::text[] = '{}' end
      and coalesce(jsonb_typeof(l.doc -> 'description') in ('string', 'null'), true)
      and a.status = 'open' and a.company_id = e.hub_id and a.purpose <> 'intercompany'
      and (l.debit_amount > 0) <> (l.credit_amount > 0)
      and l.debit_amount + l.credit_amount < 1e20
      and scale(greatest(l.debit_amount, l.credit_amount)) <= c.exponent, false),
    case when coalesce(l.nth, 1) = 1 and coalesce(e.entry_no, 0) = 0 then e.transaction end,
    case when coalesce(l.nth, 1) = 1 then e.doc end,
    l.doc
  from (
    select
      r.position, r.entry_no, row_number() over ()::integer as entry_index, r.hub_id, r.companies,
      r.transaction, r.transaction_id, r.doc,
      case r.lines_type when 'array' then jsonb_array_length(r.doc -> 'lines') else 0 end as line_count,
      case jsonb_typeof(r.doc) when 'object' then
        r.transaction - '{transaction_id,entries}'::text[] = '{}'
        and (r.transaction_id is null or ledger.read_uuid(r.transaction_id #>> '{}') is not null)
        and r.doc - '{company_id,description,effective_at,metadata,lines}'::text[] = '{}'
        and (r.company_id = r.hub_id or r.doc ->> 'company_id' is null)
        and jsonb_typeof(r.doc -> 'description') = 'string'
        and coalesce(jsonb_typeof(r.doc -> 'metadata') in ('object', 'null'), true)
        and (r.doc ->> 'effective_at' is null or ledger.read_time(r.doc -> 'effective_at') is not null)
      end as is_plain
    from (
      select
        t.nth::integer - 1 as position, x.nth::integer - 1 as entry_no, t.doc as transaction,
        case
          when t.first_company is null then (
            select a.company_id from ledger.accounts a
            where a.id = ledger.read_uuid(t.first_account)
              and (t.companies is null or a.company_id = any (t.companies))
            limit 1)
          when t.companies is null or t.first_company = any (t.companies) then t.first_company end as hub_id,
        t.companies,
        t.doc -> 'transaction_id' as transaction_id, x.doc, jsonb_typeof(x.doc -> 'lines') as lines_type,
        ledger.read_uuid(x.doc ->> 'company_id') as company_id
      from (
        select
          d.doc, d.nth, case when p_callers is not null
            then (p_callers[least(d.nth, cardinality(p_callers))]).companies end as companies,
          ledger.read_uuid(d.doc -> 'entries' -> 0 ->> 'company_id') as first_company,
          d.doc -> 'entries' -> 0 -> 'lines' -> 0 ->> 'account_id' as first_account
        from jsonb_array_elements(p_transactions) with ordinality d (doc, nth)
        offset 0
      ) t
      left join lateral jsonb_array_elements(
        case jsonb_typeof(t.doc -> 'entries') when 'array' then t.doc -> 'entries' else '[]' end)
        with ordinality x (doc, nth) on true
      offset 0
    ) r
  ) e
  left join lateral (
    select
      x.doc, x.nth, x.transaction_id, x.entry_description, x.effective_at, x.metadata,
      ledger.read_uuid(x.account_id) as account_id,
      case
        when coalesce(x.debit, 'null') = 'null' then 0
        when length(x.debit) <= 51 and x.debit ~ '^"[0-9]+([.][0-9]+)?"$'
          then btrim(x.debit, '"')::numeric end as debit_amount,
      case
        when coalesce(x.credit, 'null') = 'null' then 0
        when length(x.credit) <= 51 and x.credit ~ '^"[0-9]+([.][0-9]+)?"$'
          then btrim(x.credit, '"')::numeric end as credit_amount
    from (
      select
        d.doc, d.nth,
        case d.nth when 1 then e.transaction_id end as transaction_id,
        case d.nth when 1 then e.doc ->> 'description' end as entry_description,
        case d.nth when 1 then e.doc -> 'effective_at' end as effective_at,
        case d.nth when 1 then nullif(e.doc -> 'metadata', 'null') end as metadata,
        d.doc ->> 'account_id' as account_id, (d.doc -> 'debit_amount')::text as debit,
        (d.doc -> 'credit_amount')::text as credit
      from jsonb_array_elements(case e.line_count when 0 then '[]' else e.doc -> 'lines' end)
        with ordinality d (doc, nth)
      offset 0
    ) x
    offset 0
  ) l on true
  left join lateral (
    select h.* from ledger.accounts h
    where h.company_id = e.hub_id and h.id = l.account_id
    union all
    select o.* from ledger.accounts o
    where o.company_id is distinct from e.hub_id and o.id = l.account_id
      and (e.companies is null or o.company_id = any (e.companies))
    limit 1
  ) a on true
  left join ledger.currencies c on c.code = a.currency
$$;

comment on function ledger.read_lines(jsonb, access.caller[]) is
  'Private: transactions in JSON as rows, one a line, with their accounts; '
  'is_plain where nothing can be wrong with the form.';
