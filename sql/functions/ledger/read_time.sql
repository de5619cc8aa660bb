-- A time in JSON, RFC 3339 with an offset, or a day, which begins at midnight UTC whatever the session's
-- time zone is. Null when it is not well formed: the cast is reached only by what it can read, the day
-- of the month included.

create or replace function ledger.read_time(p_value jsonb)
  returns timestamptz
  language plpgsql
  immutable
  strict
  parallel safe
as $$
declare
  v_text text := p_value #>> '{}';
begin
  if v_text !~ ('^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
    '(T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9]))?$')
    or substr(v_text, 9, 2)::integer > extract(day from
      (left(v_text, 7) || '-01')::date + interval '1 month' - interval '1 day')
  then
    return null;
  end if;
  return (v_text || case length(v_text) when 10 then 'T00:00:00Z' else '' end)::timestamptz;
end
$$;

comment on function ledger.read_time(jsonb) is
  'A time in JSON (2024-01-31T12:00:00Z, or a day in UTC); null when it is absent or not well formed.';
