create or replace function ledger.freeze_account(
  p_company_id uuid,
  p_account_id uuid,
  p_principal_id uuid default access.system_principal()
)
  returns ledger.accounts
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return ledger.set_account_status(p_company_id, p_account_id, 'frozen', p_principal_id);
end
$$;

comment on function ledger.freeze_account(uuid, uuid, uuid) is
  'Freezes an account: nothing is posted to it until it is unfrozen. Raises LG011, LG013.';
