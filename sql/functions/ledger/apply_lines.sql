-- Trigger: checks the lines that a statement inserted, and moves the balances by them.
--
-- The only way that debits, credits and version of a balance change (guard_balances refuses every other),
-- so a line without its effect, or an effect without its line, cannot be written by anyone.
--
-- Raises LG060 when an entry's lines are not its header's line_count, numbered from 1, in this one statement;
-- LG061 when an entry's debits and credits differ in a currency; LG062 when an account's versions,
-- balance_after, currency or time do not follow from its balance, or the statement has entries of several
-- times. Right when fired once per shard: an entry and its accounts are one company's.
-- Locks: the balance rows, in the order of the lines unless the caller locked them before
-- (ledger.lock_balances).
-- One pass over the lines per question, and joins by primary key only: transition tables have no statistics,
-- and a join of two of them turns quadratic.

create or replace function ledger.apply_lines()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_complete boolean;
  v_balanced boolean;
  v_first_time timestamptz;
  v_last_time timestamptz;
  v_follows boolean;
begin
  select bool_and(s.first = 1 and s.last = s.lines and coalesce(e.line_count = s.lines, false)),
         bool_and(s.balanced), min(e.posted_at), max(e.posted_at)
  into v_complete, v_balanced, v_first_time, v_last_time
  from (
    select c.company_id, c.entry_id, sum(c.lines) as lines, min(c.first) as first, max(c.last) as last,
           bool_and(c.debits = c.credits) as balanced
    from (
      select l.company_id, l.entry_id, l.currency,
             count(*) as lines, min(l.line_no) as first, max(l.line_no) as last,
             sum(l.debit_amount) as debits, sum(l.credit_amount) as credits
      from inserted l
      group by l.company_id, l.entry_id, l.currency
    ) c
    group by c.company_id, c.entry_id
  ) s
  left join ledger.journal_entries e on e.company_id = s.company_id and e.id = s.entry_id;

  if not v_complete then
    raise exception using
      errcode = 'LG060',
      message = 'The lines of a journal entry come in one statement, all of them, numbered from 1',
      hint = 'Post through ledger.post.';
  elsif not v_balanced then
    raise exception using
      errcode = 'LG061',
      message = 'The debits and credits of a journal entry differ',
      hint = 'Post through ledger.post.';
  end if;

  with moves as materialized (
    select l.company_id, l.account_id, count(*) as lines,
           sum(l.debit_amount) as debits, sum(l.credit_amount) as credits,
           min(l.account_version) as first, max(l.account_version) as last,
           min(l.currency) as currency, max(l.currency) as other_currency,
           (array_agg(l.balance_after order by l.account_version desc))[1] as balance_after
    from inserted l
    group by l.company_id, l.account_id
  ), moved as (
    update ledger.balances b
    set debits = b.debits + m.debits,
        credits = b.credits + m.credits,
        version = b.version + m.lines,
        posted_at = v_last_time
    from moves m
    join ledger.accounts a on a.company_id = m.company_id and a.id = m.account_id
    where b.company_id = m.company_id and b.account_id = m.account_id
      and m.first = b.version + 1 and m.last = b.version + m.lines
      and m.currency = a.currency and m.other_currency = a.currency
      and v_first_time >= coalesce(b.posted_at, v_first_time)
      and m.balance_after = case a.normal_side
        when 'credit' then b.credits + m.credits - b.debits - m.debits
        else b.debits + m.debits - b.credits - m.credits end
    returning 1
  )
  select (select count(*) from moves) = (select count(*) from moved) and v_first_time = v_last_time
  into v_follows;

  if v_follows is false then
    raise exception using
      errcode = 'LG062',
      message = 'A line does not follow from the balance of its account',
      hint = 'Post through ledger.post.';
  end if;
  return null;
end
$$;

comment on function ledger.apply_lines() is
  'Trigger of journal_lines: refuses what does not balance, moves the balances by the rest.';

create or replace trigger lines_move_balances
  after insert on ledger.journal_lines
  referencing new table as inserted
  for each statement execute function ledger.apply_lines();
alter table ledger.journal_lines enable always trigger lines_move_balances;
