-- How many more of a handler's tasks may begin now. p_running: how many run.

create or replace function chain.room_of(p_handler chain.handlers, p_running bigint, p_now timestamptz)
  returns bigint
  language sql
  immutable
as $$
  select greatest(r.room, 0)
  from (
    select least(
      p_handler.max_running - p_running, floor(chain.allowance_of(p_handler, p_now))::bigint) as room
  ) r
  where r.room is not null
$$;

comment on function chain.room_of(chain.handlers, bigint, timestamptz) is
  'Private: how many more of a handler''s tasks may begin now; null for any number.';
