-- Writes events after the last one of a chain; returns the chain with the new last seq and hash.

create or replace function chain.append_events(
  p_chain chain.chains,
  p_events chain.event[],
  p_actor uuid,
  p_at timestamptz
)
  returns chain.chains
  language plpgsql
as $$
declare
  v_chain chain.chains := p_chain;
  v_rows chain.events[];
  v_row chain.events;
  v_event chain.event;
begin
  foreach v_event in array coalesce(p_events, '{}') loop
    v_row := row(
      p_chain.company_id, p_chain.id, v_chain.last_seq + 1, v_event.type, v_event.step, v_event.payload,
      p_actor,
      p_at, v_chain.last_hash, '', null)::chain.events;
    v_row.hash := chain.hash_event(v_row);
    v_chain.last_seq := v_row.seq;
    v_chain.last_hash := v_row.hash;
    v_rows := v_rows || v_row;
  end loop;
  insert into chain.events (
    company_id, chain_id, seq, type, step, payload, actor, occurred_at, prev_hash, hash)
  select r.company_id, r.chain_id, r.seq, r.type, r.step, r.payload, r.actor, r.occurred_at, r.prev_hash,
         r.hash
  from unnest(v_rows) r;
  return v_chain;
end
$$;

comment on function chain.append_events(chain.chains, chain.event[], uuid, timestamptz) is
  'Private: writes events after the last one of a chain.';
