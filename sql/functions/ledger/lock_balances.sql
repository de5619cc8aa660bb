-- Locks the balances of the lines' accounts, in (company_id, account_id) order, and returns the time to
-- book them at: the clock, but never before the last booking on any of them, so that per account time
-- order is version order.
--
-- The clock is read after the wait. What else is judged (status, floor, liens) must be read in a later
-- statement: this one sees everything but the balance rows as it was before the wait. Hence READ COMMITTED
-- only, where a later statement sees what committed meanwhile: raises LG064 elsewhere.

create or replace function ledger.lock_balances(p_lines ledger.line[])
  returns timestamptz
  language plpgsql
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  v_last timestamptz;
begin
  if pg_catalog.current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'LG064',
      message = 'Money moves in READ COMMITTED transactions only',
      hint = 'The row locks give the order; a snapshot from before the wait would judge by old rows.';
  end if;
  select max(b.posted_at) into v_last
  from (
    select b.posted_at
    from ledger.balances b
    where (b.company_id, b.account_id) in (select l.company_id, l.account_id from unnest(p_lines) l)
    order by b.company_id, b.account_id
    for update of b
  ) b;
  return greatest(audit.clock(), v_last);
end
$$;

comment on function ledger.lock_balances(ledger.line[]) is
  'Locks the balances that the lines will move, in order; returns the time to book them at.';
