create or replace function chain.steps_as_json(p_steps chain.steps[])
  returns jsonb
  language sql
  stable
as $$
  select jsonb_agg(jsonb_build_object(
    'name', s.name, 'kind', s.kind, 'group', s.group_name, 'state', s.state, 'effect', s.effect,
    'depends_on', array(select n.names[i] from unnest(s.depends_on) i), 'wave', s.wave, 'when', s.condition,
    'params', s.params, 'compensation', s.compensation, 'retry', s.retry,
    'timeout', trim_scale(extract(epoch from s.timeout)), 'checkpoint', s.is_checkpoint, 'run', s.run,
    'attempt', s.attempt, 'due_at', ledger.as_time(s.due_at), 'waiting_on', s.waiting_on, 'output', s.output,
    'transaction_id', s.transaction_id, 'code', s.code, 'detail', s.detail) order by s.step_no)
  from unnest(p_steps) s
  cross join (select array_agg(x.name order by x.step_no) as names from unnest(p_steps) x) n
$$;

comment on function chain.steps_as_json(chain.steps[]) is
  'The steps of a chain as callers see them, in the order in which they run.';
