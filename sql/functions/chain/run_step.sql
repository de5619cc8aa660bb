-- Runs one step: asks what it would do, judges that, by the accounts and by the risk rules, and does it in
-- memory. What is not done, or not yet, leaves nothing behind: its kind is asked again when it goes on.

create or replace function chain.run_step(p_work chain.work, p_nth integer)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps := p_work.steps[p_nth];
  v_ready chain.steps := v_step;
  v_prepared record;
  v_effect chain.effect;
  v_after chain.account[];
  v_short uuid;
begin
  if v_step.state = 'WAITING' and v_step.waiting_on = 'review' then
    v_effect := chain.review_of(v_work, v_step);
  end if;
  if v_effect.outcome is null
    and (v_step.condition is not null or strpos(v_step.params::text, '"$ref"') > 0)
  then
    select p.* into v_prepared from chain.prepare_step(v_work, p_nth) p;
    v_ready := v_prepared.step;
    v_effect := v_prepared.effect;
    v_work.accounts := v_work.accounts || v_prepared.more_accounts;
    v_work.locked_at := v_prepared.locked_at;
  end if;
  if v_effect.outcome is null then
    v_effect := chain.ask_step(
      v_ready, v_work.accounts, v_work.liens, v_work.signals, v_work.locked_at, v_work.chain);
  end if;

  if v_effect.outcome = 'done' then
    v_ready.output := v_effect.output;
    if v_effect.is_immediate then
      v_effect.holds := coalesce(v_effect.holds, '{}') || chain.guard(v_effect, v_work.accounts,
        v_work.liens);
    end if;
    v_after := chain.shift(v_work.accounts, v_effect.lines, v_effect.is_immediate, v_effect.holds);
    v_short := coalesce(
      chain.find_short(v_work.accounts, v_after), chain.find_overheld(v_after, v_effect.holds));
    if v_short is not null then
      v_effect := chain.refusal('LG040', ledger.describe_fault('LG040', 'account_id', to_jsonb(v_short)));
    elsif (v_effect.lines is not null or v_effect.holds is not null) and chain.is_assessed(v_after) then
      v_effect := chain.assess_risk(v_work, v_ready, v_effect, v_after);
    end if;
    if v_effect.outcome <> 'done' then
      perform chain.ask_undo(v_ready, v_work.locked_at);
    end if;
  end if;

  case v_effect.outcome
    when 'done' then
      v_work.steps[p_nth].accounts := v_ready.accounts;
      return chain.apply_effect(v_work, p_nth, v_effect, v_after);
    when 'busy' then
      v_step.accounts := v_ready.accounts;
      v_work.chain.due_at := v_work.locked_at + interval '100 ms';
    when 'skipped' then
      v_step.state := 'SKIPPED';
    when 'waiting' then
      v_step.state := 'WAITING';
      v_step.accounts := v_ready.accounts;
      -- Its time begins when a review does: before, it was when to try again.
      if v_effect.waiting_on = 'review' and v_step.waiting_on is distinct from 'review' then
        v_step.due_at := null;
      end if;
      v_step.waiting_on := v_effect.waiting_on;
      v_step.due_at := coalesce(v_effect.due_at, v_step.due_at, v_work.locked_at + v_step.timeout);
    else
      v_step := chain.after_refusal(
        v_step, v_effect, chain.is_past_pivot(v_work), v_work.locked_at);
  end case;
  v_work.steps[p_nth] := v_step;
  if v_step.state <> (p_work.steps[p_nth]).state then
    v_work.events := chain.note(
      v_work.events, 'step.' || lower(v_step.state collate "C"), v_step.name, jsonb_build_object(
        'run', v_step.run, 'code', v_step.code, 'detail', v_step.detail, 'waiting_on', v_step.waiting_on,
      'due_at', ledger.as_instant(v_step.due_at)));
  end if;
  return v_work;
end
$$;

comment on function chain.run_step(chain.work, integer) is 'Private: runs one step in memory.';
