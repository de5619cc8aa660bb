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
  v_exponent integer := (select c.exponent from ledger.currencies c where c.code = p_currency);
begin
  if not exists (
    select from ledger.companies c where c.id = p_company_id and c.status = 'active' for key share
  ) then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  elsif v_exponent is null then
    raise exception using errcode = 'LG018', message = format('Currency not found: %s', p_currency);
  elsif coalesce(btrim(p_code), '') = '' or p_code <> btrim(p_code) or coalesce(btrim(p_name), '') = ''
    or coalesce(p_type, '') not in ('asset', 'liability', 'equity', 'income', 'expense')
    or coalesce(p_purpose, '') !~ '^[a-z][a-z0-9_]*$' or p_purpose = 'intercompany'
    or p_normal_side not in ('debit', 'credit')
    or jsonb_typeof(coalesce(p_metadata, '{}')) <> 'object'
    or not ledger.is_amount(p_floor, v_exponent)
  then
    raise exception using
      errcode = 'LG019',
      message = 'Malformed account',
      detail = 'code and name are not blank; type is asset, liability, equity, income or expense; '
        'purpose is a word; normal_side is debit or credit; floor is an amount of the currency; '
        'metadata is an object.';
  end if;

  insert into ledger.accounts (
    company_id, id, code, name, user_id, holder_company_id, type, purpose, currency,
    normal_side, floor, metadata, created_at)
  values (
    p_company_id, ledger.new_id(), p_code, p_name, p_user_id, p_holder_company_id,
    p_type, p_purpose, p_currency,
    coalesce(p_normal_side, case when p_type in ('asset', 'expense') then 'debit' else 'credit' end),
    coalesce(p_floor, case when p_purpose = 'wallet' and p_no_floor is not true then 0 end),
    coalesce(p_metadata, '{}'), audit.clock())
  on conflict (company_id, code) do nothing
  returning * into v_account;
  if v_account.id is null then
    raise exception using errcode = 'LG070', message = format('Account code is taken: %s', p_code);
  end if;
  perform audit.record(p_company_id, p_principal_id, 'ledger.create_account', v_account.id,
    to_jsonb(v_account));
  return v_account;
end
$$;

comment on function ledger.create_account(
  uuid, text, text, text, text, text, text, text, numeric, boolean, uuid, jsonb, uuid) is 'Opens an account.';
