-- A floor above what is available refuses nothing that is there; it stops what would lower it further.
-- Raises LG011, LG013, LG019. Locks the balance row. Writes: accounts, audit.log.

create or replace function ledger.set_account_floor(
  p_company_id uuid,
  p_account_id uuid,
  p_floor numeric,
  p_principal_id uuid default access.system_principal()
)
  returns ledger.accounts
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_account ledger.accounts;
begin
  select (l.account).* into v_account from ledger.lock_account(p_company_id, p_account_id) l;
  if v_account.status = 'closed' then
    raise exception using errcode = 'LG013', message = format('Account is closed: %s', p_account_id);
  elsif not ledger.is_amount(
    p_floor, (select c.exponent from ledger.currencies c where c.code = v_account.currency))
  then
    raise exception using
      errcode = 'LG019', message = 'The floor is not an amount of the account''s currency';
  end if;
  update ledger.accounts a set floor = p_floor
  where a.company_id = p_company_id and a.id = p_account_id
  returning * into v_account;
  perform audit.record(p_company_id, p_principal_id, 'ledger.set_account_floor', p_account_id,
    jsonb_build_object('floor', p_floor::text));
  return v_account;
end
$$;

comment on function ledger.set_account_floor(uuid, uuid, numeric, uuid) is
  'Sets what an account''s available may not be lowered below; null is no limit.';
