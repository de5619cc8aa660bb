-- Why a principal with these scopes and companies (null for all) may not do what takes a scope for a company:
-- ZA002, ZA003, or null where it may.

create or replace function access.find_denial(
  p_scopes text[],
  p_companies uuid[],
  p_scope text,
  p_company_id uuid,
  p_needs_company boolean
)
  returns text
  language sql
  stable
as $$
  select case
    when not access.has_scope(p_scopes, p_scope) then 'ZA002'
    when (p_needs_company or p_company_id is not null)
      and not access.may_use_company(p_companies, p_company_id) then 'ZA003' end
$$;

comment on function access.find_denial(text[], uuid[], text, uuid, boolean) is
  'Private: why a principal may not do something, or null.';
