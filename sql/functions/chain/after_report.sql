-- What a task is after its worker has reported: {"outcome": succeeded | failed | unknown, "output"?, "code"?,
-- "detail"?, "is_final"?}.
-- failed: it was not done. It is tried again where it is wanted and has attempts left, unless is_final says
-- that it never will be; else it has failed, or is PARKED, for an operator, if it is an undoing.
-- unknown: it may have been done. It is asked about, for a while, unless is_final says that nobody can be
-- asked: then it is done again where that does no harm (its effect is none or retriable, or it undoes), else
-- it is PARKED.

create or replace function chain.after_report(p_task chain.tasks, p_report jsonb, p_at timestamptz)
  returns chain.tasks
  language plpgsql
as $$
declare
  v_task chain.tasks := p_task;
  v_outcome text := p_report ->> 'outcome';
  v_is_final boolean := coalesce((p_report ->> 'is_final')::boolean, false);
  v_code text := coalesce(p_report ->> 'code', case v_outcome when 'failed' then 'SG071' end);
  v_most integer := case when p_task.is_undoing then 10 else 1 end;
  v_may_run boolean := p_task.is_wanted and chain.may_retry(p_task.retry, p_task.attempt, v_code, v_most);
  v_may_ask boolean := not v_is_final and chain.may_retry(p_task.retry, p_task.attempt - 10, null, v_most);
begin
  v_task.state := case
    when v_outcome = 'succeeded' then 'SUCCEEDED'
    when v_outcome = 'failed' and v_may_run and not v_is_final then 'READY'
    when v_outcome = 'failed' and p_task.is_undoing then 'PARKED'
    when v_outcome = 'failed' then 'FAILED'
    when v_may_ask then 'IN_DOUBT'
    when v_may_run and (p_task.is_undoing or p_task.effect in ('none', 'retriable')) then 'READY'
    else 'PARKED' end;
  v_task.was_in_doubt := p_task.was_in_doubt or v_outcome = 'unknown';
  v_task.output := p_report -> 'output';
  v_task.code := v_code;
  v_task.detail := p_report ->> 'detail';
  v_task.due_at := case when v_task.state in ('READY', 'IN_DOUBT')
    then p_at + chain.backoff_of(p_task.retry, p_task.attempt) end;
  v_task.parked_at := case v_task.state when 'PARKED' then p_at end;
  v_task.ended_at := case when v_task.state in ('SUCCEEDED', 'FAILED') then p_at end;
  return v_task;
end
$$;

comment on function chain.after_report(chain.tasks, jsonb, timestamptz) is
  'Private: what a task is after its worker has reported.';
