-- Holds an amount on an account: available falls, posted does not.
-- Raises LG011, LG012, LG013 (account), LN002 (insufficient funds), LN006 (amount), LN007 (expiry not in the
-- future), LG019 (metadata). Locks the balance row. Writes: liens (whose trigger moves held), outbox.

create or replace function ledger.place_lien(
  p_company_id uuid,
  p_account_id uuid,
  p_amount numeric,
  p_reason text default null,
  p_expires_at timestamptz default null,
  p_metadata jsonb default '{}',
  p_principal_id uuid default access.system_principal()
)
  returns ledger.liens
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_locked record;
  v_account ledger.accounts;
  v_exponent integer;
  v_now timestamptz;
  v_lien ledger.liens;
begin
  select l.* into v_locked from ledger.lock_account(p_company_id, p_account_id) l;
  v_account := v_locked.account;
  v_now := v_locked.locked_at;
  v_exponent := (select c.exponent from ledger.currencies c where c.code = v_account.currency);
  if v_account.status <> 'open' then
    raise exception using
      errcode = case v_account.status when 'frozen' then 'LG012' else 'LG013' end,
      message = format('Account is %s: %s', v_account.status, p_account_id);
  elsif v_account.purpose = 'intercompany' then
    raise exception using
      errcode = 'LG015', message = ledger.describe_fault('LG015', 'account_id', to_jsonb(p_account_id));
  elsif p_amount is null or p_amount <= 0 or not ledger.is_amount(p_amount, v_exponent) then
    raise exception using
      errcode = 'LN006', message = format('Not an amount above zero in %s: %s', v_account.currency, p_amount);
  elsif p_expires_at <= v_now or not isfinite(p_expires_at) then
    raise exception using
      errcode = 'LN007', message = format('The expiry is not in the future: %s', p_expires_at);
  elsif jsonb_typeof(p_metadata) <> 'object' then
    raise exception using errcode = 'LG019', message = 'metadata is not an object';
  end if;

  insert into ledger.liens (
    company_id, id, account_id, amount, reason, expires_at, principal_id, metadata, created_at)
  values (
    p_company_id, ledger.new_id(), p_account_id, round(p_amount, v_exponent), p_reason, p_expires_at,
    p_principal_id, coalesce(p_metadata, '{}'), v_now)
  returning * into v_lien;
  perform relay.emit(ledger.lien_events(
    array[v_lien], 'placed', jsonb_build_object('reason', v_lien.reason)));
  return v_lien;
end
$$;

comment on function ledger.place_lien(uuid, uuid, numeric, text, timestamptz, jsonb, uuid) is
  'Holds an amount on an account, until captured, released or expired.';
