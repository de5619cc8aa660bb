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
  v_checked record;
  v_problems chain.problem[];
begin
  select c.* into v_checked
  from chain.check_chain(
    p_company_id, chain.complete_body(p_company_id, p_body),
    coalesce(nullif(p_body -> 'input', 'null'), '{}'),
    p_companies) c;
  v_problems := case v_checked.problems
    when '{}' then chain.try_steps(v_checked.steps) else v_checked.problems end;
  return jsonb_strip_nulls(jsonb_build_object(
    'is_valid', v_problems = '{}',
    'problems', chain.faults_as_json(v_problems),
    'plan', case v_problems when '{}' then chain.plan_of(v_checked.steps) end));
end
$$;

comment on function chain.validate_chain(uuid, jsonb, uuid[]) is
  'Whether a chain could start, and what it would do.';
