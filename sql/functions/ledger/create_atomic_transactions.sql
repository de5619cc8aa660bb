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
as $$
declare
  v_started_at timestamptz := audit.clock();
  v_documents jsonb[];
  v_sums record;
  v_is_plain boolean[];
  v_totals jsonb[];
  v_problems ledger.problem[];
  v_accepted integer[] := array[]::integer[];
  v_outcomes ledger.outcome[];
begin
  v_documents := array(
    select ledger.as_transaction(c.body -> 'transactions', c.company_id) from unnest(p_creations) c);
  for v_sums in select s.* from ledger.sum_creations(p_creations, to_jsonb(v_documents)) s loop
    v_is_plain[v_sums.position + 1] := v_sums.is_plain;
    v_totals[v_sums.position + 1] := v_sums.totals;
  end loop;
  for i in 1 .. cardinality(p_creations) loop
    if v_is_plain[i] is not true then
      v_problems := array(select p from ledger.find_creation_problems(p_creations[i]) p);
      if v_problems <> '{}' then
        return next row(i - 1, v_problems[1].code, jsonb_build_object(
          'detail', 'Validation error: ' || v_problems[1].detail,
          'errors', ledger.problems_as_json(v_problems)))::ledger.created;
        continue;
      end if;
      v_documents[i] := ledger.without_unknown_fields(v_documents[i]);
      -- Its accounts may have been opened since they were summed.
      v_totals[i] := (
        select s.totals
        from ledger.sum_creations(array[p_creations[i]], jsonb_build_array(v_documents[i])) s);
    end if;
    v_accepted := v_accepted || i;
  end loop;

  v_outcomes := array(
    select o
    from ledger.post(
      (select coalesce(jsonb_agg(v_documents[a.i] order by a.nth), '[]')
       from unnest(v_accepted) with ordinality a (i, nth)),
      p_callers => array(
        select (p_creations[a.i]).caller
        from unnest(v_accepted) with ordinality a (i, nth) order by a.nth)) o);
  return query
  select v_accepted[o.position + 1] - 1, o.code, jsonb_build_object('detail', o.detail, 'errors', o.errors)
  from unnest(v_outcomes) o
  where o.status = 'refused';
  return query
  select k.position, null::text, jsonb_build_object(
    'success', true, 'atomic_transaction_id', k.transaction_id, 'transaction_group_id', k.group_id,
    'status', 'completed',
    'message', 'Atomic transaction created successfully') || v_totals[k.position + 1]
  from ledger.keep_creations(
    p_creations, v_started_at,
    array(select v_accepted[o.position + 1] from unnest(v_outcomes) o where o.status = 'posted'),
    array(select o.transaction_id from unnest(v_outcomes) o where o.status = 'posted')) k;
end
$$;

comment on function ledger.create_atomic_transactions(ledger.creation[]) is
  'Private: creates atomic transactions, each judged alone and in order.';
