-- The companies for which an approval of a step counts that somebody gives now: of those whose rules hold it,
-- the chain's own, for whoever may approve its steps, and what others the principal may use; not where the
-- principal has approved since it was held.

create or replace function chain.approves_for(
  p_chain chain.chains,
  p_step text,
  p_run integer,
  p_principal_id uuid
)
  returns uuid[]
  language sql
  stable
as $$
  select array(
    select distinct h.company_id
    from chain.held_by(p_chain.id, p_step, p_run) h
    where (h.company_id = p_chain.company_id or exists (
        select from access.principals p
        where p.id = p_principal_id and access.may_use_company(p.companies, h.company_id)))
      and not exists (
        select from chain.signals s
        where s.company_id = p_chain.company_id and s.chain_id = p_chain.id and s.name = p_step
          and s.run = p_run and s.principal_id = p_principal_id and s.seq > h.seq
          and h.company_id = any (s.companies)))
$$;

comment on function chain.approves_for(chain.chains, text, integer, uuid) is
  'Private: the companies for which somebody''s approval of a step counts.';
