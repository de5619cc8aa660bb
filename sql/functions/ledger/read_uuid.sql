-- The shape is checked without one long regular expression: its automaton is built anew at each call, state
-- by state.

create or replace function ledger.read_uuid(p_text text)
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select case
    when p_text like '________-____-____-____-____________'
      and length(replace(p_text, '-', '')) = 32
      and p_text ~ '^[0-9a-fA-F-]+$'
    then p_text::uuid
  end
$$;

comment on function ledger.read_uuid(text) is 'A text as a uuid; null when it is absent or not well formed.';
