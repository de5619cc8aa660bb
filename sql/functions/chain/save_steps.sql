-- Writes the steps of a chain that are new or changed, and the checkpoints that it passed.

create or replace function chain.save_steps(p_work chain.work)
  returns void
  language plpgsql
as $$
declare
  v_seq integer := (p_work.chain).last_seq;
  v_step chain.steps;
begin
  if v_seq = 0 then
    insert into chain.steps select n.* from unnest(p_work.steps) n;
  else
    update chain.steps s
    set state = n.state, run = n.run, attempt = n.attempt, due_at = n.due_at, waiting_on = n.waiting_on,
        accounts = n.accounts, output = n.output, transaction_id = n.transaction_id, gave_up = n.gave_up,
        code = n.code, detail = n.detail, done_seq = n.done_seq
    from unnest(p_work.steps) n
    where s.company_id = n.company_id and s.chain_id = n.chain_id and s.step_no = n.step_no
      and s is distinct from n;
  end if;
  foreach v_step in array p_work.steps loop
    if v_step.is_checkpoint and v_step.state = 'SUCCEEDED' and v_step.done_seq > v_seq then
      insert into chain.checkpoints (company_id, chain_id, seq, step_no, run, created_at)
      values (v_step.company_id, v_step.chain_id, v_step.done_seq, v_step.step_no, v_step.run,
        p_work.locked_at);
    end if;
  end loop;
end
$$;

comment on function chain.save_steps(chain.work) is 'Private: writes what is new of a chain''s steps.';
