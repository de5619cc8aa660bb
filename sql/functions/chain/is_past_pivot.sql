-- Whether a step was done that cannot be undone, or may have been: it was answered from outside, late or
-- not, or a worker has begun it and nobody knows yet. From then on a chain only goes forward; one that is
-- held goes on when it is resumed. Locks the task of such a step outside, so that nobody begins it now.

create or replace function chain.is_past_pivot(p_work chain.work)
  returns boolean
  language plpgsql
as $$
declare
  v_step chain.steps;
  v_task chain.tasks;
begin
  foreach v_step in array p_work.steps loop
    if chain.is_irrevocable(v_step) then
      if v_step.state = 'SUCCEEDED' then
        return true;
      elsif v_step.state = 'WAITING' and v_step.kind = 'external' then
        v_task := chain.lock_task(v_step, p_is_undoing => false);
        if v_task.state = 'SUCCEEDED' or chain.is_unknown(v_task) then
          return true;
        end if;
      elsif v_step.state = 'WAITING' and (p_work.chain).state <> 'FAILED' and exists (
        select from unnest(p_work.signals) g
        where g.kind = 'signal' and g.run = v_step.run and not g.is_undoing
          and v_step.waiting_on = 'signal:' || g.name)
      then
        return true;
      end if;
    end if;
  end loop;
  return false;
end
$$;

comment on function chain.is_past_pivot(chain.work) is
  'Private: whether a step was done that cannot be undone: from then on a chain only goes forward.';
