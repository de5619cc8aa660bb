-- sha256 over the hash before and, as a JSON array in UTF-8, the fields: no two events have the same text.
-- Times in microseconds since 1970, UTC; amounts in the payload are strings: nothing here depends on the
-- session.

create or replace function chain.hash_event(p_event chain.events)
  returns bytea
  language plpgsql
  immutable
as $$
begin
  return sha256(p_event.prev_hash || convert_to(json_build_array(
    p_event.company_id, p_event.chain_id, p_event.seq, p_event.type, p_event.step, p_event.payload,
    p_event.actor, trunc(extract(epoch from p_event.occurred_at) * 1000000)::bigint)::text, 'UTF8'));
end
$$;

comment on function chain.hash_event(chain.events) is
  'The hash of an event, from the one before it and its fields.';
