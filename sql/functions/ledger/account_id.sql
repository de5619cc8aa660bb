create or replace function ledger.account_id(p_company_id uuid, p_code text)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid := (
    select a.id from ledger.accounts a where a.company_id = p_company_id and a.code = p_code);
begin
  if v_id is null then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', p_code);
  end if;
  return v_id;
end
$$;

comment on function ledger.account_id(uuid, text) is
  'The id of a company''s account with that code. Raises LG011.';
