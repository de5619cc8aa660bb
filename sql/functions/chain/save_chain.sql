-- Writes a chain's row: each state that its events tell of is a move of its own, which the trigger judges.

create or replace function chain.save_chain(p_chain chain.chains, p_work chain.work)
  returns chain.chains
  language plpgsql
as $$
declare
  v_chain chain.chains := p_chain;
  v_event chain.event;
  v_is_ended boolean;
begin
  foreach v_event in array coalesce(p_work.events, '{}') loop
    if v_event.type like 'chain.%' and upper(substr(v_event.type, 7)) <> v_chain.state then
      v_chain.state := upper(substr(v_event.type, 7));
      v_is_ended := v_chain.state in ('COMPLETED', 'ROLLED_BACK');
      update chain.chains c
      set state = v_chain.state,
          ended_at = case when v_is_ended then p_work.locked_at end,
          due_at = case when not v_is_ended then c.due_at end
      where c.company_id = v_chain.company_id and c.id = v_chain.id;
    end if;
  end loop;
  update chain.chains c
  set due_at = case when c.ended_at is null then p_chain.due_at end,
      waiting_on = case when c.ended_at is null then p_chain.waiting_on end,
      failure = p_chain.failure, epoch = p_chain.epoch, transaction_id = p_chain.transaction_id,
      last_seq = p_chain.last_seq, last_hash = p_chain.last_hash,
      version = c.version + (v_chain.state <> p_chain.state)::integer
  where c.company_id = v_chain.company_id and c.id = v_chain.id
  returning c.* into v_chain;
  if v_chain.state <> p_chain.state then
    perform chain.emit_chain(v_chain);
  end if;
  return v_chain;
end
$$;

comment on function chain.save_chain(chain.chains, chain.work) is 'Private: writes a chain''s row.';
