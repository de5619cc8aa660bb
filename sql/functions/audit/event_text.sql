-- An event of a chain as one text, a JSON array: what is sealed of it. As audit.entry_text.

create or replace function audit.event_text(p_event chain.events)
  returns text
  language plpgsql
  immutable
as $$
begin
  if p_event.seq is null then
    return null;
  end if;
  return json_build_array(
    'event', p_event.company_id, p_event.chain_id, p_event.seq, p_event.type, p_event.step, p_event.payload,
    p_event.actor, trunc(extract(epoch from p_event.occurred_at) * 1000000)::bigint,
    encode(p_event.prev_hash, 'hex'), encode(p_event.hash, 'hex'))::text;
end
$$;

comment on function audit.event_text(chain.events) is 'What is sealed of an event of a chain: one text.';
