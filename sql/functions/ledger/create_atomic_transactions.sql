-- Creates atomic transactions, each judged alone, in order, as if they came one by one: each is a list of
-- transactions that succeed or fail together, in a group.
--
-- Refusals are values: of form, "Validation error: …" with every problem, then what ledger.post refuses.
-- What is plain is not looked at twice. Raises LG064 outside READ COMMITTED.
-- Locks: what ledger.post locks; then the groups' names, in order: who waits for one of them has its
-- balances, and whoever holds one needs no more of them. Writes: journal, outbox, transaction_groups,
-- atomic_transactions, audit.log unless audit_trail_enabled is off.

create or replace function ledger.create_atomic_transactions(p_creations ledger.creation[])
  returns setof ledger.created
  language plpgsql
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_started_at timestamptz := audit.clock();
  v_documents jsonb := ledger.creations_as_transactions(p_creations);
  v_callers access.caller[] := array(select c.caller from unnest(p_creations) c);
  v_reading ledger.reading := ledger.read_transactions(v_documents, v_callers);
  v_totals jsonb[];
  v_not_plain integer[];
  v_position integer;
  v_is_read_anew boolean := false;
  v_found ledger.problem[];
  v_refused ledger.problem[] := array[]::ledger.problem[];
  v_outcomes ledger.outcome[];
begin
  select array_agg(s.totals order by s.position),
         coalesce(array_agg(s.position order by s.position) filter (where not s.is_plain), '{}')
  into v_totals, v_not_plain
  from ledger.sum_creations(p_creations, v_reading) s;

  foreach v_position in array v_not_plain loop
    v_found := array(select p from ledger.find_creation_problems(p_creations[v_position + 1]) p);
    if v_found = '{}' then
      v_documents := jsonb_set(
        v_documents, array[v_position::text], ledger.without_unknown_fields(v_documents -> v_position));
      v_is_read_anew := true;
      continue;
    end if;
    v_refused := v_refused || row(v_position, null, null, v_found[1].code, null, null, null)::ledger.problem;
    return next row(v_position, v_found[1].code, jsonb_build_object(
      'detail', 'Validation error: ' || v_found[1].detail,
      'errors', ledger.problems_as_json(v_found)))::ledger.created;
  end loop;
  if v_is_read_anew then
    v_reading := ledger.read_transactions(v_documents, v_callers);
    v_totals := array(
      select s.totals from ledger.sum_creations(p_creations, v_reading) s order by s.position);
  end if;

  v_outcomes := array(select o from ledger.post_reading(v_reading, v_refused) o);
  return query
  select o.position, o.code, jsonb_build_object(
    'detail', o.detail,
    -- Which transaction of the call it was is nobody's business but ours.
    'errors', (select jsonb_agg(e.doc - 'transaction' order by e.nth)
      from jsonb_array_elements(o.errors) with ordinality e (doc, nth)))
  from unnest(v_outcomes) o
  where o.status = 'refused' and o.position not in (select r.position from unnest(v_refused) r);
  return query
  select k.position, null::text, jsonb_build_object(
    'success', true, 'atomic_transaction_id', k.transaction_id, 'transaction_group_id', k.group_id,
    'status', 'completed',
    'message', 'Atomic transaction created successfully') || v_totals[k.position + 1]
  from ledger.keep_creations(
    p_creations, v_started_at,
    array(select o.position + 1 from unnest(v_outcomes) o where o.status = 'posted'),
    array(select o.transaction_id from unnest(v_outcomes) o where o.status = 'posted')) k;
end
$$;

comment on function ledger.create_atomic_transactions(ledger.creation[]) is
  'Private: creates atomic transactions, each judged alone and in order.';
