create or replace function chain.context_of(p_chain chain.chains, p_steps chain.steps[])
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'input', p_chain.input,
    'steps', coalesce(
      jsonb_object_agg(s.name, coalesce(s.output, '{}') || jsonb_build_object('state', s.state))
        filter (where s.state in ('SUCCEEDED', 'SKIPPED', 'COMPENSATING', 'COMPENSATION_FAILED',
          'COMPENSATED')),
      '{}'))
  from unnest(p_steps) s
$$;

comment on function chain.context_of(chain.chains, chain.steps[]) is
  'What conditions and references of a chain read: {"input", "steps": {name: output and state}}.';
