-- initial * factor ^ (attempt - 1), at most max, of which a random half is left out, so that what failed
-- together does not come back together.

create or replace function chain.backoff_of(p_retry jsonb, p_attempt integer)
  returns interval
  language sql
  volatile
as $$
  select make_interval(secs => (0.5 + random() / 2) * least(
    coalesce((p_retry ->> 'max')::double precision, 3600),
    coalesce((p_retry ->> 'initial')::double precision, 1)
      * coalesce((p_retry ->> 'factor')::double precision, 2) ^ least(p_attempt - 1, 100)))
$$;

comment on function chain.backoff_of(jsonb, integer) is
  'Private: how long a step or a task waits before it is tried again.';
