create or replace function chain.resolution_as_json(p_resolution chain.resolutions)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'chain', chain.chain_as_json(c), 'step', s.name, 'run', p_resolution.run, 'what', p_resolution.what,
    'outcome', p_resolution.outcome, 'output', p_resolution.output, 'reason', p_resolution.reason,
    'principal_id', p_resolution.principal_id, 'is_effective', p_resolution.is_effective,
    'created_at', ledger.as_time(p_resolution.created_at))
  from chain.chains c
  join chain.steps s on s.company_id = c.company_id and s.chain_id = c.id
    and s.step_no = p_resolution.step_no
  where c.company_id = p_resolution.company_id and c.id = p_resolution.chain_id
$$;

comment on function chain.resolution_as_json(chain.resolutions) is
  'A resolution as callers see it, with its chain as that is now.';
