-- Past its deadline, what of a chain could not be undone is asked about, and no longer done; unless some of
-- it was done: then the chain goes forward.

create or replace function chain.give_up_pivots(p_work chain.work)
  returns void
  language plpgsql
as $$
declare
  v_step chain.steps;
begin
  if exists (
    select from unnest(p_work.steps) s where chain.is_irrevocable(s) and s.state = 'SUCCEEDED')
  then
    return;
  end if;
  foreach v_step in array p_work.steps loop
    if chain.is_irrevocable(v_step) and v_step.kind = 'external' and v_step.state = 'WAITING' then
      perform chain.drop_task(chain.lock_task(v_step, p_is_undoing => false));
    end if;
  end loop;
end
$$;

comment on function chain.give_up_pivots(chain.work) is
  'Private: past its deadline, what of a chain could not be undone is no longer done.';
