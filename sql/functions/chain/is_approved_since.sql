create or replace function chain.is_approved_since(
  p_signals chain.signals[],
  p_step chain.steps,
  p_company_id uuid,
  p_seq integer
)
  returns boolean
  language sql
  immutable
as $$
  select exists (
    select from unnest(p_signals) g
    where g.name = p_step.name and g.run = p_step.run and g.kind = 'approval' and not g.is_undoing
      and p_company_id = any (g.companies) and g.seq > p_seq)
$$;

comment on function chain.is_approved_since(chain.signals[], chain.steps, uuid, integer) is
  'Private: whether somebody has approved a step''s run for a company after an event of the chain.';
