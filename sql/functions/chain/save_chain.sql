-- Writes a chain's row, in the state that its events tell of last, and these.

create or replace function chain.save_chain(p_work chain.work)
  returns chain.chains
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.append_events(p_work.chain, p_work.events, p_work.actor, p_work.locked_at);
  v_event chain.event;
begin
  foreach v_event in array coalesce(p_work.events, '{}') loop
    v_chain.state := coalesce(chain.told_state(v_event.type), v_chain.state);
  end loop;
  if v_chain.state <> (p_work.chain).state then
    v_chain.version := v_chain.version + 1;
  end if;
  if v_chain.state in ('COMPLETED', 'ROLLED_BACK') then
    v_chain.ended_at := p_work.locked_at;
    v_chain.due_at := null;
    v_chain.waiting_on := null;
  end if;
  insert into chain.chains as c values (v_chain.*)
  on conflict (company_id, id) do update
  set state = excluded.state, ended_at = excluded.ended_at, due_at = excluded.due_at,
      waiting_on = excluded.waiting_on, failure = excluded.failure, deadline = excluded.deadline,
      epoch = excluded.epoch, transaction_id = excluded.transaction_id, last_seq = excluded.last_seq,
      last_hash = excluded.last_hash, version = excluded.version;
  return v_chain;
end
$$;

comment on function chain.save_chain(chain.work) is 'Private: writes a chain''s row and its events.';
