create or replace function chain.save_checkpoints(p_work chain.work)
  returns void
  language plpgsql
as $$
declare
  v_step chain.steps;
begin
  foreach v_step in array p_work.steps loop
    if v_step.is_checkpoint and v_step.state = 'SUCCEEDED' and v_step.done_seq > (p_work.chain).last_seq then
      insert into chain.checkpoints (company_id, chain_id, seq, step_no, run, created_at)
      values (v_step.company_id, v_step.chain_id, v_step.done_seq, v_step.step_no, v_step.run,
        p_work.locked_at);
    end if;
  end loop;
end
$$;

comment on function chain.save_checkpoints(chain.work) is
  'Private: writes the checkpoints that a chain has passed.';
