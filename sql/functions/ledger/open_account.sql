-- What ledger.create_account and ledger.ensure_accounts share. Waits for whoever opens an account of that
-- code at the same time, and then opens none.
-- Raises LG017 (company unknown or closed), LG018 (currency unknown), LG019 (malformed).
-- Writes: accounts (whose trigger makes the balance), audit.log.

create or replace function ledger.open_account(
  p_company_id uuid,
  p_code text,
  p_name text,
  p_type text,
  p_currency text,
  p_purpose text,
  p_user_id text,
  p_normal_side text,
  p_floor numeric,
  p_no_floor boolean,
  p_holder_company_id uuid,
  p_metadata jsonb,
  p_principal_id uuid
)
  returns ledger.accounts
  language plpgsql
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
    or length(p_code) > 200 or length(p_user_id) > 200 or p_code ~ '^due-(from|to):'
    or coalesce(p_type, '') not in ('asset', 'liability', 'equity', 'income', 'expense')
    or coalesce(p_purpose, '') !~ '^[a-z][a-z0-9_]*$' or p_purpose = 'intercompany'
    or p_normal_side not in ('debit', 'credit')
    or jsonb_typeof(coalesce(p_metadata, '{}')) <> 'object'
    or not ledger.is_amount(p_floor, v_exponent)
  then
    raise exception using
      errcode = 'LG019',
      message = 'Malformed account',
      detail = 'code and name are not blank; code and user_id have at most 200 characters; due-from: and '
        'due-to: begin the codes of the ledger''s own accounts, whose purpose is intercompany; type is '
        'asset, liability, equity, income or expense; purpose is a word; normal_side is debit or credit; '
        'floor is an amount of the currency; metadata is an object.';
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
  if v_account.id is not null then
    perform audit.record(p_company_id, p_principal_id, 'ledger.create_account', v_account.id,
      to_jsonb(v_account));
  end if;
  return v_account;
end
$$;

comment on function ledger.open_account(
  uuid, text, text, text, text, text, text, text, numeric, boolean, uuid, jsonb, uuid) is
  'Private: opens an account; null when the code is taken.';
