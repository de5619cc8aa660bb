-- What a chain's first event tells, all that follows is judged by: of its row and those of its steps what
-- never changes and the engine goes by.

create or replace function chain.summary(p_chain chain.chains, p_steps chain.steps[])
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'definition', p_chain.definition, 'definition_version', p_chain.definition_version,
    'input', p_chain.input, 'settlement', p_chain.settlement, 'on_failure', p_chain.on_failure,
    'priority', p_chain.priority, 'companies', p_chain.companies,
    'steps', (
      select jsonb_agg(jsonb_build_object(
        'name', s.name, 'kind', s.kind, 'effect', s.effect, 'group', s.group_name,
        'depends_on', s.depends_on, 'wave', s.wave, 'when', s.condition, 'params', s.params,
        'compensation', s.compensation, 'retry', s.retry, 'timeout', extract(epoch from s.timeout),
        'checkpoint', s.is_checkpoint)
        order by s.step_no)
      from unnest(p_steps) s))
$$;

comment on function chain.summary(chain.chains, chain.steps[]) is
  'Private: what a chain''s first event tells of what never changes.';
