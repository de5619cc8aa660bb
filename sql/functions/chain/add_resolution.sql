-- Writes what a person did about what is parked, of a chain that is locked, and audit.log. It takes effect,
-- unless the company asks for a second person, and no other has proposed just that before.

create or replace function chain.add_resolution(
  p_parked chain.parked,
  p_outcome text,
  p_output jsonb,
  p_reason text,
  p_principal_id uuid
)
  returns chain.resolutions
  language plpgsql
as $$
declare
  v_resolution chain.resolutions;
begin
  insert into chain.resolutions (
    company_id, chain_id, seq, step_no, run, what, outcome, output, reason, principal_id, is_effective,
    created_at)
  select
    p_parked.company_id, p_parked.chain_id, coalesce(max(r.seq), 0) + 1, p_parked.step_no, p_parked.run,
    p_parked.what, p_outcome, coalesce(p_output, '{}'), p_reason, p_principal_id,
    p_outcome = 'retried'
      or not exists (
        select from chain.policies c where c.company_id = p_parked.company_id and c.second_person)
      or (p_parked.proposed_by <> p_principal_id
        and p_parked.proposed_outcome = p_outcome
        and p_parked.proposed_output = coalesce(p_output, '{}')) is true,
    audit.clock()
  from chain.resolutions r
  where r.company_id = p_parked.company_id and r.chain_id = p_parked.chain_id
  returning * into v_resolution;
  perform audit.record(
    p_parked.company_id, p_principal_id,
    case p_outcome when 'retried' then 'chain.retry_step' else 'chain.resolve_step' end, p_parked.chain_id,
    to_jsonb(v_resolution) - array['company_id', 'chain_id', 'step_no', 'principal_id', 'created_at']
      || jsonb_build_object('step', p_parked.step));
  return v_resolution;
end
$$;

comment on function chain.add_resolution(chain.parked, text, jsonb, text, uuid) is
  'Private: writes what a person did about what is parked.';
