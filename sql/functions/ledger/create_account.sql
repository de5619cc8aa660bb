-- normal_side follows from the type unless given (asset and expense: debit; else credit). Without p_floor a
-- wallet's floor is 0, unless p_no_floor, and any other account has none.
-- Raises LG017 (company unknown or closed), LG018 (currency unknown), LG019 (malformed), LG070 (code taken).
-- Writes: accounts (whose trigger makes the balance), audit.log.

create or replace function ledger.create_account(
  p_company_id uuid,
  p_code text,
  p_name text,
  p_type text,
  p_currency text,
  p_purpose text default 'general',
  p_user_id text default null,
  p_normal_side text default null,
  p_floor numeric default null,
  p_no_floor boolean default false,
  p_holder_company_id uuid default null,
  p_metadata jsonb default '{}',
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
  v_account := ledger.open_account(
    p_company_id, p_code, p_name, p_type, p_currency, p_purpose, p_user_id, p_normal_side, p_floor,
    p_no_floor, p_holder_company_id, p_metadata, p_principal_id);
  if v_account.id is null then
    raise exception using errcode = 'LG070', message = format('Account code is taken: %s', p_code);
  end if;
  return v_account;
end
$$;

comment on function ledger.create_account(
  uuid, text, text, text, text, text, text, text, numeric, boolean, uuid, jsonb, uuid) is 'Opens an account.';
