-- What chain.rollback would do, without doing it: {"state", "undone": [{"step", "state", "waiting_on"?}],
-- "reversals", "accounts": [{"account_id", "available_before", "available_after"}]}, in the order in which it
-- would do it; or {"blocked": {"code", "detail"}}. Locks what chain.rollback locks, until the transaction
-- ends. Raises SG030.

create or replace function chain.plan_rollback(
  p_company_id uuid,
  p_chain_id uuid,
  p_steps text[] default null
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
  v_before chain.work := chain.load_work(p_company_id, p_chain_id, access.system_principal());
  v_after chain.work;
begin
  v_after := chain.rollback_work(v_before, p_steps, null);
  return jsonb_build_object(
    'state', coalesce(
      (select upper(substr(e.type, 7)) from unnest(v_after.events) with ordinality e
       where e.type like 'chain.%' order by e.ordinality desc limit 1),
      (v_before.chain).state),
    'undone', coalesce((
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'step', e.step, 'state', upper(substr(e.type, 6)), 'waiting_on', e.payload -> 'waiting_on'))
        order by e.ordinality)
      from unnest(v_after.events) with ordinality e
      where e.type like 'step.%'), '[]'),
    'reversals', coalesce(cardinality(v_after.entries), 0),
    'accounts', coalesce((
      select jsonb_agg(jsonb_build_object(
        'account_id', b.id, 'available_before', b.available::text, 'available_after', a.available::text)
        order by b.ordinality)
      from unnest(v_before.accounts) with ordinality b
      join unnest(v_after.accounts) a on a.id = b.id
      where a.available <> b.available), '[]'));
exception
  when sqlstate 'SG031' or sqlstate 'SG033' or sqlstate 'SG034' or sqlstate 'SG036' then
    return jsonb_build_object('blocked', jsonb_build_object('code', sqlstate, 'detail', sqlerrm));
end
$$;

comment on function chain.plan_rollback(uuid, uuid, text[]) is 'What a rollback would do, without doing it.';
