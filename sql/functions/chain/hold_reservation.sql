-- Trigger: keeps held of a balance in step with what chains reserve on it, and refuses what would take
-- available below the floor: there is no reservation that its account could not bear.
-- Raises LN002. Locks the balance row, in a statement of its own: as ledger.hold_funds.

create or replace function chain.hold_reservation()
  returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_company_id uuid := coalesce(new.company_id, old.company_id);
  v_account_id uuid := coalesce(new.account_id, old.account_id);
  v_more numeric := coalesce(new.reserved, 0) - coalesce(old.reserved, 0);
  v_balance ledger.balances;
  v_account ledger.accounts;
begin
  if tg_op = 'UPDATE' and (old.company_id, old.account_id, old.chain_id)
    is distinct from (new.company_id, new.account_id, new.chain_id)
  then
    raise exception using errcode = 'LG065', message = 'The account and the chain of a position never change';
  elsif v_more = 0 then
    return null;
  end if;
  perform from ledger.balances b
  where b.company_id = v_company_id and b.account_id = v_account_id
  for update;
  update ledger.balances b set held = b.held + v_more
  where b.company_id = v_company_id and b.account_id = v_account_id
  returning * into v_balance;
  select a.* into v_account from ledger.accounts a where a.company_id = v_company_id and a.id = v_account_id;
  if v_balance.account_id is null then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', v_account_id);
  elsif v_more > 0 and v_account.floor >
    ledger.posted(v_account.normal_side, v_balance.debits, v_balance.credits)
      - ledger.still_held(
        v_balance.company_id, v_balance.account_id, v_balance.held, v_balance.next_lien_expiry, audit.clock())
  then
    raise exception using
      errcode = 'LN002',
      message = format('Insufficient funds on account %s to hold %s', v_account_id, v_more);
  end if;
  return null;
end
$$;

comment on function chain.hold_reservation() is
  'Trigger of positions: moves held of the balance by what a chain reserves, within the floor.';

create or replace trigger positions_hold_funds
  after insert or update or delete on chain.positions
  for each row execute function chain.hold_reservation();
alter table chain.positions enable always trigger positions_hold_funds;
