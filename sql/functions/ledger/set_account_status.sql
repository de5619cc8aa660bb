-- Raises LG011; LG013 when the account is closed already; LG072 when it is to be closed and is not empty,
-- or a chain counts on it.
-- Locks the balance row, so no posting is under way on the account. Writes: accounts, audit.log.

create or replace function ledger.set_account_status(
  p_company_id uuid,
  p_account_id uuid,
  p_status text,
  p_principal_id uuid
)
  returns ledger.accounts
  language plpgsql
as $$
declare
  v_locked record;
  v_account ledger.accounts;
begin
  select l.* into v_locked from ledger.lock_account(p_company_id, p_account_id) l;
  v_account := v_locked.account;
  if v_account.status = p_status then
    return v_account;
  elsif v_account.status = 'closed' then
    raise exception using errcode = 'LG013', message = format('Account is closed: %s', p_account_id);
  elsif p_status = 'closed' and v_account.purpose = 'intercompany' then
    raise exception using
      errcode = 'LG015', message = ledger.describe_fault('LG015', 'account_id', to_jsonb(p_account_id));
  elsif p_status = 'closed' and (
    (v_locked.balance).debits <> (v_locked.balance).credits
    or ledger.still_held(p_company_id, p_account_id, (v_locked.balance).held,
      (v_locked.balance).next_lien_expiry, v_locked.locked_at) <> 0
    or chain.counts_on(p_company_id, p_account_id))
  then
    raise exception using
      errcode = 'LG072',
      message = format('Account is not empty: %s', p_account_id),
      hint = 'Move its balance, release its liens, let the chains end that name it.';
  end if;
  update ledger.accounts a set status = p_status
  where a.company_id = p_company_id and a.id = p_account_id
  returning * into v_account;
  perform audit.record(p_company_id, p_principal_id, 'ledger.set_account_status', p_account_id,
    jsonb_build_object('status', p_status));
  return v_account;
end
$$;

comment on function ledger.set_account_status(uuid, uuid, text, uuid) is
  'Private: opens, freezes or closes an account.';
