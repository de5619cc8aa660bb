-- Of each creation what its lines sum to, and whether nothing can be wrong with it: every line is plain,
-- every entry balances, names no company, and is within the limits. What is not plain is looked at by
-- ledger.find_request_problems. p_documents: ledger.as_transaction of each.

create or replace function ledger.sum_creations(p_creations ledger.creation[], p_documents jsonb)
  returns table (
    "position" integer,
    is_plain boolean,
    totals jsonb
  )
  language sql
  stable
as $$
  select s.position,
         coalesce(bool_and(s.is_plain and s.debits = s.credits and s.debits <= l.max_amount_per_transaction)
           and count(distinct s.entry_no) <= min(l.max_transactions_per_group)
           and bool_and(ledger.creation_is_plain(c.body)), false),
         jsonb_build_object(
           'total_debit', sum(s.debits)::text, 'total_credit', sum(s.credits)::text,
           'transaction_count', count(distinct s.entry_no))
  from (
    select r.position, r.entry_no, r.currency, bool_and(r.is_plain) as is_plain,
           sum(r.debit_amount) as debits, sum(r.credit_amount) as credits
    from ledger.read_lines(
      p_documents,
      array(select c.caller from unnest(p_creations) c)) r
    group by r.position, r.entry_no, r.currency
  ) s
  cross join lateral (select (p_creations[s.position + 1]).*) c
  join ledger.posting_limits l on l.company_id = c.company_id
  group by s.position
$$;

comment on function ledger.sum_creations(ledger.creation[], jsonb) is
  'Private: which creations are plain, and what they sum to.';
