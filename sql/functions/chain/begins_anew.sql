-- Whether a step that is resumed begins anew. One outside does not where its task was done, or may have been,
-- or still may be: that one is wanted again, under its own key. What is retriable may have been done by an
-- attempt that nobody could ask about, though a later one failed: it is done again under its key.

create or replace function chain.begins_anew(p_step chain.steps)
  returns boolean
  language plpgsql
as $$
declare
  v_is_kept boolean;
begin
  if p_step.state = 'COMPENSATED' then
    return true;
  elsif p_step.kind <> 'external' then
    return p_step.state = 'FAILED' or p_step.waiting_on = 'operator';
  end if;
  update chain.tasks t set is_wanted = true
  where t.company_id = p_step.company_id and t.chain_id = p_step.chain_id and t.step_no = p_step.step_no
    and t.run = p_step.run and not t.is_undoing and t.state not in ('FAILED', 'VOID');
  v_is_kept := found;
  if not v_is_kept then
    update chain.tasks t
    set state = 'READY', is_wanted = true, due_at = audit.clock(), ended_at = null, is_told = false
    where t.company_id = p_step.company_id and t.chain_id = p_step.chain_id and t.step_no = p_step.step_no
      and t.run = p_step.run and not t.is_undoing and t.was_in_doubt and t.effect = 'retriable';
    v_is_kept := found;
    if v_is_kept then
      perform chain.wake_workers();
    end if;
  end if;
  return not v_is_kept;
end
$$;

comment on function chain.begins_anew(chain.steps) is 'Private: whether a step that is resumed begins anew.';
