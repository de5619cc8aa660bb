-- Drops in memory the steps, of some, that were not done and are not to be undone.

create or replace function chain.drop_steps(p_work chain.work, p_step_nos integer[])
  returns chain.work
  language plpgsql
  stable
as $$
declare
  v_work chain.work := p_work;
  v_undone integer[] := chain.undone_by(p_work.steps, p_step_nos);
  v_step chain.steps;
begin
  foreach v_step in array p_work.steps loop
    if v_step.step_no = any (p_step_nos) and (
      v_step.state in ('PENDING', 'READY')
      or (v_step.state = 'WAITING' and v_step.step_no <> all (v_undone)))
    then
      v_step.state := 'SKIPPED';
      v_step.code := 'SG026';
      v_step.waiting_on := null;
      v_step.due_at := null;
      v_work.steps[v_step.step_no] := v_step;
      v_work.events := chain.note(v_work.events, 'step.skipped', v_step.name, jsonb_build_object(
        'run', v_step.run, 'code', v_step.code));
    end if;
  end loop;
  return v_work;
end
$$;

comment on function chain.drop_steps(chain.work, integer[]) is
  'Private: drops in memory the steps that were not done.';
