-- sha256 over the hash before and the fields, each with its length in bytes before it, so that no two events
-- have the same text. Times in microseconds since 1970, UTC; amounts in the payload are strings: nothing here
-- depends on the session.

create or replace function chain.hash_event(p_event chain.events)
  returns bytea
  language sql
  immutable
as $$
  select sha256(p_event.prev_hash || convert_to(
    string_agg(octet_length(f.text) || ':' || f.text, ',' order by f.nth), 'UTF8'))
  from (values
    (1, p_event.company_id::text), (2, p_event.chain_id::text), (3, p_event.seq::text), (4, p_event.type),
    (5, coalesce(p_event.step, '')), (6, p_event.payload::text), (7, p_event.actor::text),
    (8, trunc(extract(epoch from p_event.occurred_at) * 1000000)::bigint::text)) f (nth, text)
$$;

comment on function chain.hash_event(chain.events) is
  'The hash of an event, from the one before it and its fields.';
