create or replace function chain.failed_step(p_steps chain.steps[])
  returns chain.steps
  language plpgsql
  immutable
as $$
declare
  v_step chain.steps;
begin
  foreach v_step in array p_steps loop
    if v_step.state = 'FAILED' then
      return v_step;
    end if;
  end loop;
  return null;
end
$$;

comment on function chain.failed_step(chain.steps[]) is
  'Private: a step that has failed; null where none has.';
