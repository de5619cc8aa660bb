create or replace function chain.faults_as_json(p_problems chain.problem[])
  returns jsonb
  language sql
  immutable
as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'code', p.code, 'detail', p.detail, 'step', p.step, 'field', p.field))), '[]')
  from unnest(p_problems) p
$$;

comment on function chain.faults_as_json(chain.problem[]) is
  'Faults of a definition as callers see them: [{"code", "detail", "step"?, "field"?}].';
