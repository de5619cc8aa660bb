-- Ends what is parked as a person says: its task, and in memory its step, where that does not go on by itself
-- with what became of its task.

create or replace function chain.resolve_by_hand(
  p_work chain.work,
  p_parked chain.parked,
  p_resolution chain.resolutions
)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps := p_work.steps[p_parked.step_no];
  v_is_done boolean := p_resolution.outcome = 'succeeded';
begin
  update chain.tasks t
  set state = upper(p_resolution.outcome collate "C"), output = p_resolution.output,
      code = case when not v_is_done then 'SG075' end, detail = p_resolution.reason, due_at = null,
      was_in_doubt = false, parked_at = null, is_told = true, ended_at = v_work.locked_at
  where t.company_id = v_step.company_id and t.chain_id = v_step.chain_id and t.step_no = v_step.step_no
    and t.run = v_step.run and t.is_undoing = p_parked.is_undoing and t.ended_at is null;
  v_work.events := chain.note(v_work.events, 'resolution.made', v_step.name, jsonb_build_object(
    'run', v_step.run, 'what', p_parked.what, 'outcome', p_resolution.outcome,
    'reason', p_resolution.reason, 'proposed_by', p_parked.proposed_by),
    jsonb_build_object('output', p_resolution.output));
  if p_parked.what = 'out_of_attempts' then
    return chain.apply_effect(
      v_work, v_step.step_no, chain.done(p_resolution.output), v_work.accounts);
  elsif p_parked.what = 'in_doubt' then
    return v_work;
  end if;

  perform chain.ask_undo(v_step, v_work.locked_at);
  v_work.accounts := chain.shift(
    v_work.accounts, (chain.money_of(v_work, array[v_step.step_no], false)).deferred, false, null, -1);
  for i in 1 .. coalesce(cardinality(v_work.transfers), 0) loop
    if (v_work.transfers[i]).step_no = v_step.step_no then
      v_work.transfers[i].state := 'dropped';
    end if;
  end loop;
  v_step.state := 'COMPENSATED';
  v_step.waiting_on := null;
  v_step.due_at := null;
  v_step.code := null;
  v_step.detail := null;
  v_work.steps[v_step.step_no] := v_step;
  v_work.events := chain.note(
    v_work.events, 'step.compensated', v_step.name, jsonb_build_object('run', v_step.run));
  return v_work;
end
$$;

comment on function chain.resolve_by_hand(chain.work, chain.parked, chain.resolutions) is
  'Private: ends what is parked as a person says.';
