-- p_attempt: the attempt that was refused, from 1. p_most: how many there are where p_retry does not say.

create or replace function chain.may_retry(
  p_retry jsonb,
  p_attempt integer,
  p_code text,
  p_most integer default 1
)
  returns boolean
  language sql
  immutable
as $$
  select p_attempt < coalesce((p_retry ->> 'max_attempts')::numeric, p_most)
    and not coalesce(p_retry -> 'non_retryable' ? p_code, false)
$$;

comment on function chain.may_retry(jsonb, integer, text, integer) is
  'Private: whether what was refused is tried again.';
