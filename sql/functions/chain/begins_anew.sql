-- Whether a step that is resumed begins anew. It does not where a task of it was done outside, or may have
-- been or may yet be, and was not undone: that one is wanted again, under its own key.

create or replace function chain.begins_anew(p_step chain.steps)
  returns boolean
  language plpgsql
as $$
begin
  if p_step.state = 'COMPENSATED' or p_step.kind <> 'external' then
    return true;
  end if;
  update chain.tasks t set is_wanted = true
  where t.company_id = p_step.company_id and t.chain_id = p_step.chain_id and t.step_no = p_step.step_no
    and t.run = p_step.run and not t.is_undoing
    and t.state in ('READY', 'RUNNING', 'IN_DOUBT', 'PARKED', 'SUCCEEDED');
  return not found;
end
$$;

comment on function chain.begins_anew(chain.steps) is 'Private: whether a step that is resumed begins anew.';
