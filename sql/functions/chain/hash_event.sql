-- sha256 over the hash before and the fields, each with its length in bytes before it, so that no two events
-- have the same text. Times in microseconds since 1970, UTC; amounts in the payload are strings: nothing here
-- depends on the session.

create or replace function chain.hash_event(p_event chain.events)
  returns bytea
  language plpgsql
  immutable
as $$
declare
  v_fields text[] := array[
    p_event.company_id::text, p_event.chain_id::text, p_event.seq::text, p_event.type,
    coalesce(p_event.step, ''), p_event.payload::text, p_event.actor::text,
    trunc(extract(epoch from p_event.occurred_at) * 1000000)::bigint::text];
  v_field text;
  v_text text;
begin
  foreach v_field in array v_fields loop
    v_text := concat_ws(',', v_text, octet_length(v_field) || ':' || v_field);
  end loop;
  return sha256(p_event.prev_hash || convert_to(v_text, 'UTF8'));
end
$$;

comment on function chain.hash_event(chain.events) is
  'The hash of an event, from the one before it and its fields.';
