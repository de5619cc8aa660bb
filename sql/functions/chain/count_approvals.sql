-- How many principals have approved a step's run, of those who may act for a company: whoever may approve
-- the steps of a chain may do so for its own company, and for another's whose accounts are theirs to use too.

create or replace function chain.count_approvals(p_work chain.work, p_step chain.steps, p_company_id uuid)
  returns integer
  language sql
  stable
as $$
  select count(*)::integer
  from unnest(p_work.signals) g
  where g.name = p_step.name and g.run = p_step.run and g.kind = 'approval' and not g.is_undoing
    and (p_company_id = (p_work.chain).company_id or exists (
      select from access.principals p
      where p.id = g.principal_id and access.may_use_company(p.companies, p_company_id)))
$$;

comment on function chain.count_approvals(chain.work, chain.steps, uuid) is
  'Private: how many have approved a step''s run on behalf of a company.';
