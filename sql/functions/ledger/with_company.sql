create or replace function ledger.with_company(p_transaction jsonb, p_company_id uuid)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select case
    when p_company_id is null or jsonb_typeof(p_transaction) <> 'object' then p_transaction
    else p_transaction || jsonb_build_object('company_id', p_company_id) end
$$;

comment on function ledger.with_company(jsonb, uuid) is 'A transaction of the guide as an entry of that company; null leaves it open.';
