-- Locks one account's balance and reads the account in a later statement; whatever changes status or floor
-- goes through here, so that a posting which holds the lock judges by what it read. Raises LG011, and LG064
-- outside READ COMMITTED.

create or replace function ledger.lock_account(
  p_company_id uuid,
  p_account_id uuid,
  out account ledger.accounts,
  out balance ledger.balances,
  out locked_at timestamptz
)
  language plpgsql
as $$
begin
  locked_at := ledger.lock_balances(array[ledger.blank_line(p_company_id, p_account_id)]);
  select a.* into account from ledger.accounts a where a.company_id = p_company_id and a.id = p_account_id;
  select b.* into balance from ledger.balances b
  where b.company_id = p_company_id and b.account_id = p_account_id;
  if account.id is null then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', p_account_id);
  end if;
end
$$;

comment on function ledger.lock_account(uuid, uuid) is
  'Private: locks an account''s balance, then reads both.';
