create or replace function chain.was_answered(p_step chain.steps)
  returns boolean
  language plpgsql
as $$
begin
  return p_step.kind = 'external'
    and (chain.lock_task(p_step, p_is_undoing => false)).state is not distinct from 'SUCCEEDED';
end
$$;

comment on function chain.was_answered(chain.steps) is
  'Private: whether a step that was given up was done outside after all.';
