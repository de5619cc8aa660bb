-- What a chain asked of the outside, in the order of its steps: [{"id", "step", "run", "is_undoing",
-- "handler", "request", "state", "is_wanted", "attempt", "worker", "due_at", "output", "code", "detail",
-- "created_at", "parked_at", "ended_at", "late_effects": [{"attempt", "worker", "report", "received_at"}]}].

create or replace function chain.list_tasks(p_company_id uuid, p_chain_id uuid)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', t.id, 'step', s.name, 'run', t.run, 'is_undoing', t.is_undoing, 'handler', t.handler,
    'request', t.request, 'state', t.state, 'is_wanted', t.is_wanted, 'attempt', t.attempt,
    'worker', t.worker, 'due_at', ledger.as_time(t.due_at), 'output', t.output, 'code', t.code,
    'detail', t.detail, 'created_at', ledger.as_time(t.created_at),
    'parked_at', ledger.as_time(t.parked_at), 'ended_at', ledger.as_time(t.ended_at),
    'late_effects', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'attempt', l.attempt, 'worker', l.worker, 'report', l.report,
        'received_at', ledger.as_time(l.received_at)) order by l.received_at), '[]')
      from chain.late_effects l
      where l.company_id = t.company_id and l.chain_id = t.chain_id and l.step_no = t.step_no
        and l.run = t.run and l.is_undoing = t.is_undoing))
    order by t.step_no, t.run, t.is_undoing), '[]')
  from chain.tasks t
  join chain.steps s on s.company_id = t.company_id and s.chain_id = t.chain_id and s.step_no = t.step_no
  where t.company_id = p_company_id and t.chain_id = p_chain_id
$$;

comment on function chain.list_tasks(uuid, uuid) is 'What a chain asked of the outside.';
