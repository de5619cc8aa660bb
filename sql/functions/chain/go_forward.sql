-- Does all that a chain can do now: places its liens, runs its steps, settles it; or fails it and undoes what
-- was done, unless it is to be held. Does nothing to a chain that has ended or waits to be rolled back.
-- p_work: as chain.load_work gives it. Writes: chain.save_work.

create or replace function chain.go_forward(p_work chain.work)
  returns chain.chains
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_chain chain.chains := p_work.chain;
  v_failed chain.steps;
begin
  if v_chain.state not in ('CREATED', 'VALIDATED', 'EXECUTING') then
    return v_chain;
  end if;
  v_work := chain.go_on_undoing(v_work);
  v_work.chain.due_at := null;
  if v_chain.last_seq = 0 then
    v_work.events := chain.note(
      v_work.events, 'chain.created', null, '{}', chain.summary(v_work.chain, v_work.steps));
  end if;
  if v_chain.deadline <= v_work.locked_at then
    perform chain.give_up_pivots(v_work);
  end if;
  if (v_chain.deadline <= v_work.locked_at) is true and not chain.is_past_pivot(v_work) then
    v_work.chain.failure := jsonb_build_object('code', 'SG027', 'detail', 'Its deadline has passed');
  elsif v_chain.state = 'CREATED' then
    v_work := chain.run_steps(v_work, 0);
    if chain.liens_are_placed(v_work.steps) then
      v_work.events := chain.note(v_work.events, 'chain.validated');
      v_work.events := chain.note(v_work.events, 'chain.executing');
      v_work := chain.run_steps(v_work, 2147483647);
    end if;
  else
    v_work := chain.run_steps(v_work, 2147483647);
  end if;
  if v_chain.last_seq = 0 then
    perform chain.raise_faults(chain.try_steps(v_work.steps));
  end if;

  v_failed := chain.failed_step(v_work.steps);
  if v_failed.name is not null then
    v_work.chain.failure := jsonb_build_object(
      'step', v_failed.name, 'code', v_failed.code, 'detail', v_failed.detail);
  end if;
  if (v_work.chain).failure is not null then
    v_work := chain.fail(v_work);
    v_chain := chain.save_work(v_work);
    if v_chain.on_failure = 'hold' then
      perform chain.pause_tasks(v_chain.company_id, v_chain.id);
    end if;
    return case v_chain.on_failure when 'rollback'
      then chain.go_back(v_chain.company_id, v_chain.id, null, null, p_work.actor) else v_chain end;
  elsif not exists (select from unnest(v_work.steps) s where not chain.is_over(s.state)) then
    v_work := chain.settle(v_work);
  else
    v_work := chain.wait(v_work);
  end if;
  return chain.save_work(v_work);
end
$$;

comment on function chain.go_forward(chain.work) is
  'Private: does all that a chain can do now to get on.';
