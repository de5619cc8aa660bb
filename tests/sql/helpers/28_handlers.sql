-- Outside steps, and what a worker does with them.

create function handler(p_handler text, p_max_running integer default null, p_per_second numeric default null)
  returns void
  language sql
as $$
  insert into chain.handlers (handler, adapter, max_running, per_second)
  values (p_handler, 'sandbox', p_max_running, p_per_second)
$$;

create function outside(p_name text, p_handler text, p_effect text default 'none', p_more jsonb default '{}')
  returns jsonb
  language sql
  immutable
as $$
  select step(p_name, 'external', jsonb_build_object('handler', p_handler, 'request', jsonb_build_object('for', p_name)),
    jsonb_build_object('effect', p_effect) || p_more)
$$;

-- What a worker claims: "bill, undo ship?"; with ? what it must ask about.
create function claimed(p_worker text default 'ada', p_limit integer default 10, p_handlers text[] default null)
  returns text
  language sql
as $$
  select string_agg(
    case when c.is_undoing then 'undo ' else '' end || c.step || case when c.must_ask then '?' else '' end
      || case when c.may_run then '' else ' (not wanted)' end, ', ' order by c.step)
  from chain.claim_steps(
    p_worker, coalesce(p_handlers, array(select h.handler from chain.handlers h)), p_limit) c
$$;

-- A worker's report of a task by its step's name; what the task is then; null where the worker is late.
create function report(
  p_step text,
  p_outcome text,
  p_more jsonb default '{}',
  p_worker text default 'ada',
  p_is_undoing boolean default false,
  p_attempt integer default null
)
  returns text
  language sql
as $$
  select c.state
  from chain.complete_steps(p_worker, (
    select jsonb_agg(jsonb_build_object(
      'company_id', t.company_id, 'chain_id', t.chain_id, 'step_no', t.step_no, 'run', t.run,
      'is_undoing', t.is_undoing, 'attempt', coalesce(p_attempt, t.attempt), 'outcome', p_outcome) || p_more)
    from chain.tasks t
    join chain.steps s on s.company_id = t.company_id and s.chain_id = t.chain_id and s.step_no = t.step_no
    where s.name = p_step and t.is_undoing = p_is_undoing and t.run = s.run)) c
$$;

-- Goes on with all chains that are due.
create function go_on_with_due()
  returns void
  language sql
as $$
  select chain.advance_due(d.company_id, d.id) from chain.list_due() d
$$;
