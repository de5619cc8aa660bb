-- Writes the atomic transactions of creations that were posted: p_creations at p_indexes (from 1), each with
-- its transaction's id, in its group.
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
  v_groups uuid[] := ledger.join_groups(p_creations, p_indexes);
begin
  insert into ledger.atomic_transactions (
    company_id, id, transaction_group_id, status, description, metadata, created_at, completed_at)
  select c.company_id, p_transaction_ids[k.nth], v_groups[k.nth], 'completed',
         c.body ->> 'description', coalesce(nullif(c.body -> 'metadata', 'null'), '{}'), p_started_at, v_now
  from unnest(p_indexes) with ordinality k (index, nth)
  cross join lateral (select (p_creations[k.index]).*) c;

  perform audit.record_all(array(
    select row(
      c.company_id, (c.caller).principal_id, 'ledger.create_atomic_transaction', p_transaction_ids[k.nth],
      jsonb_build_object(
        'transaction_count', jsonb_array_length(c.body -> 'transactions'),
        'transaction_group_id', v_groups[k.nth]))::audit.act
    from unnest(p_indexes) with ordinality k (index, nth)
    cross join lateral (select (p_creations[k.index]).*) c
    join ledger.posting_limits l on l.company_id = c.company_id and l.audit_trail_enabled));

  return query
  select k.index - 1, p_transaction_ids[k.nth], v_groups[k.nth]
  from unnest(p_indexes) with ordinality k (index, nth);
end
$$;

comment on function ledger.keep_creations(ledger.creation[], timestamptz, integer[], uuid[]) is
  'Private: writes the atomic transactions of what was posted, in their groups.';
