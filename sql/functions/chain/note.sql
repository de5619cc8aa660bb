-- Events, and one more. p_told is what was told or answered, as it is; in p_payload null is absent.

create or replace function chain.note(
  p_events chain.event[],
  p_type text,
  p_step text default null,
  p_payload jsonb default '{}',
  p_told jsonb default '{}'
)
  returns chain.event[]
  language sql
  immutable
as $$
  select coalesce(p_events, '{}') || row(p_type, p_step, jsonb_strip_nulls(p_payload) || p_told)::chain.event
$$;

comment on function chain.note(chain.event[], text, text, jsonb, jsonb) is 'Private: events, and one more.';
