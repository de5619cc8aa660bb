-- The shape is checked without one long regular expression: its automaton is built anew at each call,
-- state by state.

create or replace function ledger.read_uuid(p_value jsonb)
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select case
    when p_value #>> '{}' like '________-____-____-____-____________'
      and length(replace(p_value #>> '{}', '-', '')) = 32
      and p_value #>> '{}' ~ '^[0-9a-fA-F-]+$'
    then (p_value #>> '{}')::uuid
  end
$$;

comment on function ledger.read_uuid(jsonb) is 'A uuid in JSON; null when it is absent or not well formed.';
