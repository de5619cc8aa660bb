-- Writes a chain's row: each state that its events tell of is a move of its own, which the trigger judges.
-- And the outbox: what is told of all that was written, and of the chain if its state changed.

create or replace function chain.save_chain(
  p_chain chain.chains,
  p_work chain.work,
  p_told relay.event[]
)
  returns chain.chains
  language plpgsql
as $$
declare
  v_states text[] := array(
    select upper(substr(e.type, 7)) from unnest(p_work.events) with ordinality e
    where e.type like 'chain.%' and e.type <> 'chain.created' order by e.ordinality);
  v_state text;
  v_told relay.event[] := p_told;
  v_chain chain.chains;
begin
  foreach v_state in array v_states[1 : cardinality(v_states) - 1] loop
    update chain.chains c set state = v_state where c.company_id = p_chain.company_id and c.id = p_chain.id;
  end loop;
  v_state := coalesce(v_states[cardinality(v_states)], p_chain.state);
  update chain.chains c
  set state = v_state,
      ended_at = x.ended_at,
      due_at = case when x.ended_at is null then p_chain.due_at end,
      waiting_on = case when x.ended_at is null then p_chain.waiting_on end,
      failure = p_chain.failure, deadline = p_chain.deadline, epoch = p_chain.epoch,
      transaction_id = p_chain.transaction_id, last_seq = p_chain.last_seq, last_hash = p_chain.last_hash,
      version = c.version + (v_state <> p_chain.state)::integer
  from (select case when v_state in ('COMPLETED', 'ROLLED_BACK') then p_work.locked_at end as ended_at) x
  where c.company_id = p_chain.company_id and c.id = p_chain.id
  returning c.* into v_chain;
  if v_chain.state <> p_chain.state then
    v_told := v_told || chain.chain_event(v_chain);
  end if;
  if cardinality(v_told) > 0 then
    perform relay.emit(v_told);
  end if;
  return v_chain;
end
$$;

comment on function chain.save_chain(chain.chains, chain.work, relay.event[]) is
  'Private: writes a chain''s row.';
