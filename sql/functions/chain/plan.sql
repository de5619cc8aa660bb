-- What a chain would do, without doing it: its steps in order, with their waves, and what it would reserve
-- and hold on each account at most, as far as its parameters are known. {"steps": [{"step_no", "name",
-- "kind", "wave", "group"?, "effect", "depends_on"}], "accounts": [{"account_id", "currency", "reserved",
-- "held"}]}: reserved by deferred transfers, held by liens, in units of the currency.
-- Raises what chain.submit raises.

create or replace function chain.plan(p_company_id uuid, p_body jsonb, p_companies uuid[] default null)
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
  v_steps chain.steps[] := chain.valid_steps(
    p_company_id, chain.complete_body(p_company_id, p_body),
    coalesce(nullif(p_body -> 'input', 'null'), '{}'),
    p_companies);
begin
  perform chain.raise_faults(chain.try_steps(v_steps));
  return chain.plan_of(v_steps);
end
$$;

comment on function chain.plan(uuid, jsonb, uuid[]) is 'What a chain would do, without doing it.';
