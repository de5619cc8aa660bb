-- Trigger: keeps held and next_lien_expiry of the balance in step with the liens, and refuses a hold
-- that would take available below the floor: no lien exists, however it was written, that its account
-- could not bear.
-- Raises LN002; LG065 when a lien's account or amount is changed. Locks the balance row, in a statement of
-- its own: the next one sees the liens of whoever held it before.

create or replace function ledger.hold_funds()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_now timestamptz := audit.clock();
  v_more numeric := new.amount - new.captured - new.released;
  v_is_more boolean := v_more > 0;
  v_balance ledger.balances;
  v_account ledger.accounts;
begin
  if tg_op = 'UPDATE' then
    v_more := v_more - (old.amount - old.captured - old.released);
    v_is_more := v_more > 0
      or (old.expires_at <= v_now and coalesce(new.expires_at > v_now, true) and new.status = 'active');
    if (old.company_id, old.id, old.account_id, old.amount) is distinct from
       (new.company_id, new.id, new.account_id, new.amount) then
      raise exception using errcode = 'LG065', message = 'The account and the amount of a lien never change';
    end if;
  end if;

  if tg_op = 'INSERT' and v_more = 0 then
    return null;
  end if;

  perform from ledger.balances b
  where b.company_id = new.company_id and b.account_id = new.account_id
  for update;
  update ledger.balances b
  set held = b.held + v_more,
      next_lien_expiry = (
        select l.expires_at from ledger.liens l
        where l.company_id = b.company_id and l.account_id = b.account_id and l.status = 'active'
        order by l.expires_at
        limit 1)
  where b.company_id = new.company_id and b.account_id = new.account_id
  returning * into v_balance;
  select a.* into v_account from ledger.accounts a
  where a.company_id = new.company_id and a.id = new.account_id;
  if v_balance.account_id is null then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', new.account_id);
  elsif v_is_more and v_account.floor >
    ledger.posted(v_account.normal_side, v_balance.debits, v_balance.credits)
      - ledger.still_held(
        v_balance.company_id, v_balance.account_id, v_balance.held, v_balance.next_lien_expiry, v_now)
  then
    raise exception using
      errcode = 'LN002',
      message = format('Insufficient funds on account %s to hold %s', new.account_id, new.amount);
  end if;
  return null;
end
$$;

comment on function ledger.hold_funds() is 'Trigger of liens: moves held of the balance, within the floor.';

create or replace trigger liens_hold_funds
  after insert or update on ledger.liens
  for each row execute function ledger.hold_funds();
alter table ledger.liens enable always trigger liens_hold_funds;
