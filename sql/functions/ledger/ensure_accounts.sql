-- Opens those of the accounts that the company does not have yet, and gives the ids of all: what an import
-- starts with, in code order, so that two imports do not wait for each other in a ring. p_accounts:
-- [{"code", "name", "type", "currency", "purpose"?, "no_floor"?}].
-- Raises and writes what ledger.create_account does; LG074 when an account of that code has another
-- currency.

create or replace function ledger.ensure_accounts(
  p_company_id uuid,
  p_accounts jsonb,
  p_principal_id uuid default access.system_principal()
)
  returns table (code text, account_id uuid)
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_other text;
begin
  perform ledger.open_account(
    p_company_id, w.code, w.name, w.type, w.currency, coalesce(w.purpose, 'general'), null, null, null,
    w.no_floor, null, '{}', p_principal_id)
  from (
    select distinct on (x.code) x.*
    from jsonb_to_recordset(p_accounts)
      as x (code text, name text, type text, currency text, purpose text, no_floor boolean)
    where not exists (
      select from ledger.accounts a where a.company_id = p_company_id and a.code = x.code)
    order by x.code
  ) w;

  select a.code into v_other
  from jsonb_to_recordset(p_accounts) as w (code text, currency text)
  join ledger.accounts a on a.company_id = p_company_id and a.code = w.code
  where a.currency <> w.currency
  limit 1;
  if v_other is not null then
    raise exception using
      errcode = 'LG074', message = format('Account has another currency: %s', v_other);
  end if;

  return query
  select distinct a.code, a.id
  from jsonb_to_recordset(p_accounts) as w (code text)
  join ledger.accounts a on a.company_id = p_company_id and a.code = w.code;
end
$$;

comment on function ledger.ensure_accounts(uuid, jsonb, uuid) is
  'Opens the accounts that are missing; returns the ids of all.';
