-- What was posted on an account at a time, by posted_at: binary search over its gapless versions, which time
-- follows, so it needs no index of its own. For a time from the last booking on, the balance row is locked
-- for share first, so that no writer who has booked but not committed is missed (and so such a time cannot
-- be asked of a standby). By effective time is a report, not this. Raises LG011, LG019.

create or replace function ledger.balance_at(p_company_id uuid, p_account_id uuid, p_at timestamptz)
  returns numeric
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_low bigint := 0;
  v_high bigint;
  v_middle bigint;
  v_exponent integer;
begin
  select c.exponent into v_exponent
  from ledger.accounts a join ledger.currencies c on c.code = a.currency
  where a.company_id = p_company_id and a.id = p_account_id;
  if v_exponent is null then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', p_account_id);
  elsif p_at is null then
    raise exception using errcode = 'LG019', message = 'A balance is asked for at a time';
  end if;
  if exists (
    select from ledger.balances b
    where b.company_id = p_company_id and b.account_id = p_account_id and coalesce(b.posted_at <= p_at, true))
  then
    perform from ledger.balances b
    where b.company_id = p_company_id and b.account_id = p_account_id for share;
  end if;
  select b.version into v_high from ledger.balances b
  where b.company_id = p_company_id and b.account_id = p_account_id;

  while v_low < v_high loop
    v_middle := (v_low + v_high + 1) / 2;
    if (
      select e.posted_at from ledger.journal_entries e
      where e.company_id = p_company_id and e.id = (
        select l.entry_id from ledger.journal_lines l
        where l.company_id = p_company_id and l.account_id = p_account_id and l.account_version = v_middle)
    ) <= p_at then
      v_low := v_middle;
    else
      v_high := v_middle - 1;
    end if;
  end loop;
  return round(coalesce((
    select l.balance_after from ledger.journal_lines l
    where l.company_id = p_company_id and l.account_id = p_account_id and l.account_version = v_low
  ), 0), v_exponent);
end
$$;

comment on function ledger.balance_at(uuid, uuid, timestamptz) is 'What was posted on an account at a time.';
