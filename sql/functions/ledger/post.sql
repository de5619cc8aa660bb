-- Posts one transaction or many: the one way that a request's money moves. Each is judged alone, in order,
-- as if they came one by one; a refused one leaves no trace and does not touch the others. Shapes:
-- ledger.read_lines, ledger.outcome.
--
-- Refusals are values: LG0xx in the outcome, with every problem found. Raises LG064 outside READ COMMITTED.
-- A refused transaction leaves nothing but, where it crosses companies, their empty intercompany accounts.
-- Locks and writes: ledger.post_reading.
--
-- The plan settings: every join is by key from a small array, whatever the tables' statistics say of today.

create or replace function ledger.post(
  p_transactions jsonb,
  p_principal_id uuid default access.system_principal(),
  p_request_id uuid default null
)
  returns setof ledger.outcome
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
begin
  return query
  select o.*
  from ledger.post_reading(
    ledger.read_transactions(
      case jsonb_typeof(p_transactions)
        when 'array' then p_transactions else jsonb_build_array(p_transactions) end,
      array[row(p_principal_id, p_request_id, null)::access.caller]),
    '{}') o;
end
$$;

comment on function ledger.post(jsonb, uuid, uuid) is
  'Posts transactions, each judged alone and in order; returns the outcome of each.';
