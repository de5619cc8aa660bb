-- Of each creation what its lines sum to, and whether nothing can be wrong with it: every line is plain,
-- every entry balances, names no company, and is within the limits. What is not plain is looked at by
-- ledger.find_creation_problems.

create or replace function ledger.sum_creations(p_creations ledger.creation[], p_reading ledger.reading)
  returns table (
    "position" integer,
    is_plain boolean,
    totals jsonb
  )
  language plpgsql
  stable
as $$
begin
  return query
  select s.position,
         coalesce(
           s.position <> all (p_reading.faulty) and s.are_balanced
           and s.greatest_debits <= l.max_amount_per_transaction
           and s.count <= l.max_transactions_per_group
           and ledger.creation_is_plain((p_creations[s.position + 1]).body), false),
         jsonb_build_object(
           'total_debit', s.debits::text, 'total_credit', s.credits::text, 'transaction_count', s.count)
  from (
    select e.position, count(distinct e.entry_index) as count, bool_and(e.debits = e.credits) as are_balanced,
           max(e.debits) as greatest_debits, sum(e.debits) as debits, sum(e.credits) as credits
    from (
      select l.position, l.entry_index, sum(l.debit_amount) as debits, sum(l.credit_amount) as credits
      from unnest(p_reading.lines) l
      group by l.position, l.entry_index, l.currency
    ) e
    group by e.position
  ) s
  left join ledger.posting_limits l on l.company_id = (p_creations[s.position + 1]).company_id;
end
$$;

comment on function ledger.sum_creations(ledger.creation[], ledger.reading) is
  'Private: which creations are plain, and what they sum to.';
