create or replace function ledger.company_as_json(p_company ledger.companies)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select jsonb_build_object(
    'id', p_company.id, 'code', p_company.code, 'name', p_company.name, 'kind', p_company.kind,
    'status', p_company.status, 'created_at', ledger.as_time(p_company.created_at))
$$;

comment on function ledger.company_as_json(ledger.companies) is
  'A company as callers see it.';
