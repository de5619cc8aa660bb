create or replace function ledger.as_instant(p_time timestamptz)
  returns text
  language plpgsql
  immutable
  parallel safe
as $$
begin
  return to_char(p_time at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
end
$$;

comment on function ledger.as_instant(timestamptz) is
  'A time as events tell it, in UTC to the microsecond: 2024-01-01T00:00:00.000000Z.';
