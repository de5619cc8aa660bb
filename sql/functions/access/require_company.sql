-- Raises ZA003 when a principal may not use the company, or none is named.

create or replace function access.require_company(p_companies uuid[], p_company_id uuid)
  returns void
  language plpgsql
  stable
as $$
begin
  if not access.may_use_company(p_companies, p_company_id) then
    raise exception using errcode = 'ZA003', message = 'Access denied to specified company';
  end if;
end
$$;

comment on function access.require_company(uuid[], uuid) is
  'Private: refuses a company that the principal may not use.';
