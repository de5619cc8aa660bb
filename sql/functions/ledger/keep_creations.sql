-- Writes the atomic transactions of creations that were posted: p_creations at p_indexes (from 1), each with
-- its transaction's id; joins or makes their groups, in the order of their names.
-- Writes: transaction_groups, atomic_transactions, audit.log.

create or replace function ledger.keep_creations(
  p_creations ledger.creation[],
  p_started_at timestamptz,
  p_indexes integer[],
  p_transaction_ids uuid[]
)
  returns table (
    "position" integer,
    transaction_id uuid,
    group_id uuid
  )
  language plpgsql
as $$
declare
  v_now timestamptz := audit.clock();
  v_group_ids uuid[] := array(
    select null::uuid from generate_series(1, cardinality(p_indexes)));
  v_next record;
begin
  for v_next in
    select k.nth, c.company_id, c.body ->> 'group_name' as group_name, c.body ->> 'description' as description
    from unnest(p_indexes) with ordinality k (index, nth)
    cross join lateral (select (p_creations[k.index]).*) c
    order by c.company_id, c.body ->> 'group_name', k.nth
  loop
    v_group_ids[v_next.nth] := ledger.join_group(v_next.company_id, v_next.group_name, v_next.description);
  end loop;

  return query
  with kept as (
    insert into ledger.atomic_transactions (
      company_id, id, transaction_group_id, status, description, metadata, created_at, completed_at)
    select c.company_id, p_transaction_ids[k.nth], v_group_ids[k.nth], 'completed',
           c.body ->> 'description', coalesce(nullif(c.body -> 'metadata', 'null'), '{}'), p_started_at, v_now
    from unnest(p_indexes) with ordinality k (index, nth)
    cross join lateral (select (p_creations[k.index]).*) c
  )
  select k.index - 1, p_transaction_ids[k.nth], v_group_ids[k.nth]
  from unnest(p_indexes) with ordinality k (index, nth);

  perform audit.record(
    c.company_id, (c.caller).principal_id, 'ledger.create_atomic_transaction', p_transaction_ids[k.nth],
    jsonb_build_object(
      'transaction_count', jsonb_array_length(c.body -> 'transactions'),
      'transaction_group_id', v_group_ids[k.nth]))
  from unnest(p_indexes) with ordinality k (index, nth)
  cross join lateral (select (p_creations[k.index]).*) c
  join ledger.posting_limits l on l.company_id = c.company_id and l.audit_trail_enabled;
end
$$;

comment on function ledger.keep_creations(ledger.creation[], timestamptz, integer[], uuid[]) is
  'Private: writes the atomic transactions of what was posted, in their groups.';
