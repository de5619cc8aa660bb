create or replace function ledger.close_account(
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
  return ledger.set_account_status(p_company_id, p_account_id, 'closed', p_principal_id);
end
$$;

comment on function ledger.close_account(uuid, uuid, uuid) is
  'Closes an empty account for good. Raises LG011, LG072.';
