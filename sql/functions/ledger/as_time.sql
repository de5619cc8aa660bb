create or replace function ledger.as_time(p_time timestamptz)
  returns text
  language sql
  immutable
  parallel safe
as $$
  select to_char(p_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

comment on function ledger.as_time(timestamptz) is 'A time as callers see it, in UTC: 2024-01-01T00:00:00Z.';
