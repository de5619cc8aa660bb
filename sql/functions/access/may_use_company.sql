-- False, too, for a company that there is not: nobody learns which companies there are.

create or replace function access.may_use_company(p_companies uuid[], p_company_id uuid)
  returns boolean
  language sql
  stable
as $$
  select coalesce(p_company_id = any (p_companies), p_company_id is not null)
    and exists (select from ledger.companies c where c.id = p_company_id)
$$;

comment on function access.may_use_company(uuid[], uuid) is
  'Private: whether a company is there, and among those that a principal may use (null for all).';
