-- A chain in memory after it was rolled back, wholly or in part; chain.rollback and chain.plan_rollback write
-- it or show it. Raises SG031 (it has ended, or is not to be rolled back in part now), SG034 (past its
-- pivot), SG033, SG036.

create or replace function chain.rollback_work(p_work chain.work, p_steps text[], p_failure jsonb)
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
  elsif chain.is_past_pivot(v_work.steps) then
    raise exception using
      errcode = 'SG034', message = 'A step was done that cannot be undone: the chain only goes forward';
  end if;
  if p_steps is null then
    v_work.chain.failure := coalesce((v_work.chain).failure, p_failure);
    v_work := chain.begin_rollback(v_work);
  end if;
  v_work := chain.undo_work(
    v_work, chain.undone_by(v_work.steps, p_steps), p_is_whole => p_steps is null);
  if p_steps is null then
    v_work := chain.end_rollback(v_work);
  end if;
  return v_work;
end
$$;

comment on function chain.rollback_work(chain.work, text[], jsonb) is
  'Private: a chain in memory after it was rolled back.';
