create or replace function ledger.list_books(p_company_id uuid)
  returns table (
    currency text,
    type text,
    purpose text,
    accounts bigint,
    debits numeric,
    credits numeric,
    posted numeric,
    held numeric
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query
  select t.currency, t.type, t.purpose, t.accounts, t.debits, t.credits, t.posted, t.held
  from ledger.trial_balance t
  where t.company_id = p_company_id
  order by t.currency, t.type, t.purpose;
end
$$;

comment on function ledger.list_books(uuid) is 'A company''s trial balance, for who may not read tables.';
