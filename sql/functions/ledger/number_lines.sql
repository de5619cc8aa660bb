-- Gives each line its account's currency, its running balance and its version, as they follow from the
-- balances that ledger.lock_balances locked; to be called in a later statement. Lines of one account follow
-- each other in call order.
--
-- is_watched says that a line may have to be refused: the account is not open, the line sets a condition,
-- or the account's decreases, all together, would break its floor.

create or replace function ledger.number_lines(
  p_entries ledger.entry[],
  p_lines ledger.line[],
  p_at timestamptz,
  out rows ledger.journal_lines[],
  out is_watched boolean
)
  language plpgsql
  stable
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
begin
  select
    array_agg(row(
      n.company_id, (p_entries[n.entry_index]).id, n.line_no, n.account_id, n.currency,
      n.debit_amount, n.credit_amount, n.description,
      ledger.posted(n.normal_side, n.debits, n.credits), n.account_version)::ledger.journal_lines),
    bool_or(n.is_watched)
  into rows, is_watched
  from (
    select
      l.*, a.normal_side,
      b.debits + sum(l.debit_amount) over so_far as debits,
      b.credits + sum(l.credit_amount) over so_far as credits,
      b.version + row_number() over so_far as account_version,
      a.status <> 'open' or l.condition is not null or coalesce(a.floor >
        ledger.posted(a.normal_side, b.debits, b.credits)
          - ledger.still_held(b.company_id, b.account_id, b.held, b.next_lien_expiry, p_at)
          - case a.normal_side
            when 'credit' then sum(l.debit_amount) over so_far
            else sum(l.credit_amount) over so_far end,
        false) as is_watched
    from unnest(p_lines) l
    join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
    join ledger.balances b on b.company_id = l.company_id and b.account_id = l.account_id
    window so_far as (
      partition by l.company_id, l.account_id order by l.entry_index, l.line_no rows unbounded preceding)
  ) n;
end
$$;

comment on function ledger.number_lines(ledger.entry[], ledger.line[], timestamptz) is
  'Private: lines as they will stand in the journal, and whether any of them might have to be refused.';
