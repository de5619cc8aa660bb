-- A chain after it was rolled back, wholly or in part; the end of it is left to be written. Raises SG031 (it
-- has ended, or is not to be rolled back in part now), SG034 (past its pivot), SG033, and
-- what chain.undo_work raises.

create or replace function chain.rollback_work(p_work chain.work, p_steps text[], p_reason text)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_state text := (p_work.chain).state;
begin
  if v_state in ('COMPLETED', 'ROLLED_BACK') or (p_steps is not null and v_state not in ('EXECUTING',
    'FAILED')) then
    raise exception using
      errcode = 'SG031', message = format('The chain cannot be rolled back. Current state: %s', v_state);
  elsif chain.is_past_pivot(v_work) then
    raise exception using
      errcode = 'SG034', message = 'A step was done that cannot be undone: the chain only goes forward';
  end if;
  if p_steps is null then
    v_work.chain.failure := coalesce(
      (v_work.chain).failure,
      jsonb_build_object('code', 'SG026', 'detail', coalesce(p_reason, 'It was cancelled')));
    v_work := chain.begin_rollback(v_work);
  else
    v_work.chain.epoch := (v_work.chain).epoch + 1;
    v_work := chain.drop_steps(v_work, chain.depending_on(v_work.steps, p_steps));
  end if;
  v_work := chain.undo_work(
    v_work, chain.undone_by(v_work.steps, chain.depending_on(v_work.steps, p_steps)),
    p_is_whole => p_steps is null);
  if p_steps is null then
    return chain.end_rollback(v_work);
  end if;
  if v_state = 'FAILED' then
    return chain.hold(v_work);
  end if;
  v_work := chain.wait(v_work);
  if (v_work.chain).waiting_on is null then
    v_work.chain.due_at := v_work.locked_at;
  end if;
  return v_work;
end
$$;

comment on function chain.rollback_work(chain.work, text[], text) is
  'Private: a chain after it was rolled back, the end of it in memory.';
