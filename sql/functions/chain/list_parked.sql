-- What waits for a person, of p_companies (null for all), the oldest chain first, after an id: {"items":
-- [{"id", "company_id", "chain_id", "step", "run", "is_undoing", "what", "chain_state", "handler", "attempt",
-- "code", "detail", "since", "proposed": {"outcome", "output", "reason", "principal_id", "at"} or null}],
-- "next_cursor"}; id is the chain's, the step, what, and the run.

create or replace function chain.list_parked(
  p_companies uuid[] default null,
  p_after text default null,
  p_limit integer default 100
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select ledger.page_of(
    coalesce(jsonb_agg(jsonb_build_object(
      'id', p.key, 'company_id', p.company_id, 'chain_id', p.chain_id, 'step', p.step, 'run', p.run,
      'is_undoing', p.is_undoing, 'what', p.what, 'chain_state', p.chain_state, 'handler', p.handler,
      'attempt', p.attempt, 'code', p.code, 'detail', p.detail, 'since', ledger.as_time(p.since),
      'proposed', case when p.proposed_by is not null then jsonb_build_object(
        'outcome', p.proposed_outcome, 'output', p.proposed_output, 'reason', p.proposed_reason,
        'principal_id', p.proposed_by, 'at', ledger.as_time(p.proposed_at)) end)
      order by p.key), '[]'), p_limit, 'id')
  from (
    select x.*, k.key
    from chain.parked x
    cross join lateral (
      select concat_ws('/', x.chain_id, x.step, x.what, x.run) collate "C" as key) k
    where (p_companies is null or x.company_id = any (p_companies)) and (p_after is null or k.key > p_after)
    order by k.key
    limit p_limit
  ) p
$$;

comment on function chain.list_parked(uuid[], text, integer) is
  'What waits for a person, a page at a time.';
