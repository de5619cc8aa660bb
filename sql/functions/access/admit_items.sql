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
  ), askers as materialized (
    select a.credential, a.company_id, p.id, p.companies, o.scope,
           case when p.id is null then 'ZA001' else
             access.find_denial(p.scopes, p.companies, o.scope, a.company_id, o.needs_company) end as code
    from (select distinct r.credential, r.company_id from requests r) a
    cross join lateral access.find_principal(a.credential) p
    join access.operations o on o.name = 'create_atomic_transaction'
  )
  select r.position, row(a.id, r.request_id, a.companies)::access.caller, r.company_id, r.body, r.key, a.code,
         case when a.code is not null then access.describe_denial(a.code, a.scope) end,
         false
  from requests r
  join askers a on a.credential is not distinct from r.credential
    and a.company_id is not distinct from r.company_id
  order by r.position;
end
$$;

comment on function access.admit_items(jsonb) is
  'Private: the requests of a batch, each with its caller or its refusal.';
