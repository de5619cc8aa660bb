-- Compares what was posted with a statement's own balances, by account and day of effective time (UTC).
-- A statement may say several balances of a day, in no known order: the day agrees when the sum at its
-- end is one of them.
-- The three arrays run in step. Returns the days that differ, with the nearest balance of the statement.

create or replace function ledger.compare_statement(
  p_company_id uuid,
  p_account_ids uuid[],
  p_days date[],
  p_balances numeric[]
)
  returns table (account_id uuid, code text, day date, ledger numeric, statement numeric, difference numeric)
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  with stated as (
    select s.account_id, s.day, array_agg(s.balance) as balances
    from unnest(p_account_ids, p_days, p_balances) s (account_id, day, balance)
    group by s.account_id, s.day
  ), changes as (
    select l.account_id, (e.effective_at at time zone 'UTC')::date as day,
           ledger.posted(a.normal_side, l.debit_amount, l.credit_amount) as change
    from ledger.journal_lines l
    join ledger.journal_entries e on e.company_id = l.company_id and e.id = l.entry_id
    join ledger.accounts a on a.company_id = l.company_id and a.id = l.account_id
    where l.company_id = p_company_id and l.account_id in (select s.account_id from stated s)
    union all
    select s.account_id, s.day, 0
    from stated s
  ), balances as (
    select c.account_id, c.day, sum(sum(c.change)) over (partition by c.account_id order by c.day) as balance
    from changes c
    group by c.account_id, c.day
  )
  select b.account_id, a.code, b.day, b.balance, n.balance, b.balance - n.balance
  from balances b
  join stated s on s.account_id = b.account_id and s.day = b.day
  join ledger.accounts a on a.company_id = p_company_id and a.id = b.account_id
  cross join lateral (
    select x.balance from unnest(s.balances) x (balance)
    order by abs(b.balance - x.balance), x.balance
    limit 1
  ) n
  where b.balance <> n.balance
  order by abs(b.balance - n.balance) desc, a.code, b.day;
end
$$;

comment on function ledger.compare_statement(uuid, uuid[], date[], numeric[]) is
  'The account-days on which the ledger and a statement''s own balances differ.';
