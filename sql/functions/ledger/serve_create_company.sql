-- Body: {"code", "name", "kind"?}. A principal of certain companies may use the one that it made.
-- Returns ledger.company_as_json. Raises LG001, LG002, LG019, LG071.

create or replace function ledger.serve_create_company(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_company ledger.companies;
begin
  perform ledger.require_body(p_call.body, '{"code": "string!", "name": "string!", "kind": "string"}');
  v_company := ledger.create_company(
    p_call.body ->> 'code', p_call.body ->> 'name', coalesce(p_call.body ->> 'kind', 'business'),
    (p_call.caller).principal_id);
  update access.principals p
  set companies = p.companies || v_company.id
  where p.id = (p_call.caller).principal_id and p.companies is not null;
  return ledger.company_as_json(v_company);
end
$$;

comment on function ledger.serve_create_company(access.call) is
  'Serves POST companies.';
