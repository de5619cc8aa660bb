-- Raises ZA003 when the company is not among those that a principal may use, or does not exist: the same
-- answer, so that nobody learns which companies there are. Null names none.

create or replace function access.require_company(p_companies uuid[], p_company_id uuid)
  returns void
  language plpgsql
  stable
as $$
begin
  if p_company_id is not null and (
    p_company_id <> all (p_companies)
    or not exists (select from ledger.companies c where c.id = p_company_id))
  then
    raise exception using errcode = 'ZA003', message = 'Access denied to specified company';
  end if;
end
$$;

comment on function access.require_company(uuid[], uuid) is
  'Private: refuses a company that the principal may not use.';
