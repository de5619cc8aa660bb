-- Turns a chain to its undoing in memory: it fails if it has not, its epoch rises, so that whatever reports
-- from now on is late, and what was not done will not be.

create or replace function chain.begin_rollback(p_work chain.work)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps;
begin
  if (p_work.chain).state = 'ROLLING_BACK' then
    return v_work;
  elsif (p_work.chain).state <> 'FAILED' then
    v_work.events := chain.note(v_work.events, 'chain.failed', null, (v_work.chain).failure);
  end if;
  v_work.chain.epoch := (v_work.chain).epoch + 1;
  v_work.chain.due_at := null;
  v_work.events := chain.note(
    v_work.events, 'chain.rolling_back', null, jsonb_build_object('epoch', (v_work.chain).epoch));
  for i in 1 .. cardinality(v_work.steps) loop
    v_step := v_work.steps[i];
    if v_step.state in ('PENDING', 'READY', 'WAITING') then
      v_step.state := case v_step.state when 'WAITING' then 'FAILED' else 'SKIPPED' end;
      v_step.code := coalesce(v_step.code, case v_step.state when 'FAILED' then 'SG026' end);
      v_step.waiting_on := null;
      v_step.due_at := null;
      v_work.steps[i] := v_step;
      v_work.events := chain.note(
        v_work.events, 'step.' || lower(v_step.state), v_step.name, jsonb_build_object(
          'run', v_step.run, 'code', v_step.code));
    end if;
  end loop;
  return v_work;
end
$$;

comment on function chain.begin_rollback(chain.work) is 'Private: turns a chain to its undoing in memory.';
