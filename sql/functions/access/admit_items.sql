-- The requests of a batch, in order, each with its caller, or refused: ZA001, ZA002, ZA003.

create or replace function access.admit_items(p_requests jsonb)
  returns setof access.item
  language plpgsql
  stable
as $$
begin
  return query
  with requests as materialized (
    select r.nth::integer - 1 as position, r.doc -> 'credential' as credential,
           (r.doc ->> 'company_id')::uuid as company_id, r.doc -> 'body' as body, r.doc ->> 'key' as key,
           (r.doc ->> 'request_id')::uuid as request_id
    from jsonb_array_elements(p_requests) with ordinality r (doc, nth)
  ), principals as materialized (
    select c.credential, p.id, p.scopes, p.companies
    from (select distinct r.credential from requests r) c
    cross join lateral access.find_principal(c.credential) p
  ), judged as materialized (
    select r.*, p.id, p.companies, o.scope,
           case when p.id is null then 'ZA001' else
             access.find_denial(p.scopes, p.companies, o.scope, r.company_id, o.needs_company) end as code
    from requests r
    join access.operations o on o.name = 'create_atomic_transaction'
    left join principals p on p.credential is not distinct from r.credential
  )
  select j.position, row(j.id, j.request_id, j.companies)::access.caller, j.company_id, j.body, j.key, j.code,
         case when j.code is not null then access.describe_denial(j.code, j.scope) end,
         false
  from judged j
  order by j.position;
end
$$;

comment on function access.admit_items(jsonb) is
  'Private: the requests of a batch, each with its caller or its refusal.';
