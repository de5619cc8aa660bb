-- A token bucket that holds a second's worth, and at least one; null where there is no rate.

create or replace function chain.allowance_of(p_handler chain.handlers, p_now timestamptz)
  returns numeric
  language sql
  immutable
as $$
  select least(
    greatest(1, p_handler.per_second),
    p_handler.allowance + p_handler.per_second * coalesce(
      extract(epoch from p_now - p_handler.allowed_at), 1))
  where p_handler.per_second is not null
$$;

comment on function chain.allowance_of(chain.handlers, timestamptz) is
  'Private: how many tasks of a handler may begin now by its rate.';
