-- {"is_valid", "problems": [{"code", "detail", "step"?, "field"?}], "plan"?}: all that is wrong with a chain,
-- or what it would do. Raises LG001, LG002 (the body), SG040.

create or replace function chain.validate_chain(
  p_company_id uuid,
  p_body jsonb,
  p_companies uuid[] default null
)
  returns jsonb
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_problems chain.problem[] := (chain.check_chain(
    p_company_id, chain.complete_body(p_company_id, p_body),
    coalesce(nullif(p_body -> 'input', 'null'), '{}'),
    p_companies)).problems;
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'is_valid', v_problems = '{}',
    'problems', chain.faults_as_json(v_problems),
    'plan', case when v_problems = '{}' then chain.plan(p_company_id, p_body, p_companies) end));
end
$$;

comment on function chain.validate_chain(uuid, jsonb, uuid[]) is
  'Whether a chain could start, and what it would do.';
