-- What a chain's first event tells: all that follows is judged by it.

create or replace function chain.summary(p_work chain.work)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'definition', (p_work.chain).definition, 'definition_version', (p_work.chain).definition_version,
    'input', (p_work.chain).input, 'settlement', (p_work.chain).settlement,
    'steps', (
      select jsonb_agg(jsonb_build_object(
        'name', s.name, 'kind', s.kind, 'effect', s.effect,
        'depends_on', to_jsonb(s.depends_on), 'params', s.params)
        order by s.step_no)
      from unnest(p_work.steps) s))
$$;

comment on function chain.summary(chain.work) is 'Private: what a chain''s first event tells.';
