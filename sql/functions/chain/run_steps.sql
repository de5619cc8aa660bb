-- Runs all steps that can run, in order, and what becomes possible by them; p_last_wave 0 is the liens of the
-- definition alone. Ends at a failed step, or when a commit has enough: 50 steps or 200 ms. Nothing is
-- written: chain.save_work does.
-- Locks: as chain.lock_more.

create or replace function chain.run_steps(p_work chain.work, p_last_wave integer)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_until timestamptz := audit.clock() + interval '200 ms';
  v_ran integer := 0;
  v_step chain.steps;
  v_before text;
begin
  for i in 1 .. cardinality(v_work.steps) loop
    v_step := v_work.steps[i];
    v_before := v_step.state;
    continue when v_step.wave > p_last_wave
      or v_before not in ('PENDING', 'READY', 'WAITING')
      or (v_before = 'READY' and v_step.due_at > v_work.locked_at)
      or (v_step.waiting_on = 'operator' and not chain.was_answered(v_step));
    if v_step.depends_on <> '{}' then
      continue when exists (
        select from unnest(v_step.depends_on) n where not chain.is_over((v_work.steps[n]).state));
    end if;
    if v_ran = 50 or (v_ran > 0 and audit.clock() > v_until) then
      v_work.chain.due_at := v_work.locked_at;
      exit;
    end if;
    v_work := chain.run_step(v_work, i);
    v_ran := v_ran + ((v_work.steps[i]).state <> v_before)::integer;
    exit when (v_work.steps[i]).state = 'FAILED' or (v_work.chain).due_at is not null;
  end loop;
  return v_work;
end
$$;

comment on function chain.run_steps(chain.work, integer) is
  'Private: runs in memory all steps of a chain that can run.';
