-- The requests of a batch, each with its caller, or refused: ZA001, ZA002, ZA003.

create or replace function access.admit_items(
  p_credentials jsonb[],
  p_company_ids uuid[],
  p_bodies jsonb[],
  p_keys text[],
  p_request_ids uuid[]
)
  returns setof access.item
  language plpgsql
  stable
as $$
begin
  return query
  with principals as materialized (
    select c.credential, p.id, p.scopes, p.companies
    from (select distinct u.credential from unnest(p_credentials) u (credential)) c
    cross join lateral access.find_principal(c.credential) p
  ), judged as materialized (
    select r.nth, r.credential, r.company_id, r.body, r.key, r.request_id, p.id, p.companies,
           case
             when p.id is null then 'ZA001'
             when not access.has_scope(p.scopes, o.scope) then 'ZA002'
             when not access.may_use_company(p.companies, r.company_id) then 'ZA003'
           end as code, o.scope
    from unnest(p_credentials, p_company_ids, p_bodies, p_keys, p_request_ids) with ordinality
      r (credential, company_id, body, key, request_id, nth)
    join access.operations o on o.name = 'create_atomic_transaction'
    left join principals p on p.credential is not distinct from r.credential
  )
  select r.nth::integer - 1, row(r.id, r.request_id, r.companies)::access.caller, r.company_id, r.body, r.key,
         r.code,
         case r.code
           when 'ZA001' then jsonb_build_object('detail', 'Not authenticated')
           when 'ZA002' then jsonb_build_object('detail', format('The scope %s is required', r.scope))
           when 'ZA003' then jsonb_build_object('detail', 'Access denied to specified company') end,
         false
  from judged r
  order by r.nth;
end
$$;

comment on function access.admit_items(jsonb[], uuid[], jsonb[], text[], uuid[]) is
  'Private: the requests of a batch, each with its caller or its refusal.';
