-- Asks again, in memory, for the undoing of steps of a chain that is not rolled back as a whole.

create or replace function chain.go_on_undoing(p_work chain.work)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step_nos integer[] := array(
    select s.step_no from unnest(p_work.steps) s where s.state = 'COMPENSATING' order by s.done_seq desc);
  v_nth integer;
begin
  foreach v_nth in array v_step_nos loop
    v_work := chain.undo_step(v_work, v_nth);
  end loop;
  return v_work;
end
$$;

comment on function chain.go_on_undoing(chain.work) is
  'Private: asks again for the undoing of some steps of a chain.';
