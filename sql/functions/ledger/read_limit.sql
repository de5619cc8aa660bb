-- Raises LG019.

create or replace function ledger.read_limit(p_params jsonb)
  returns integer
  language plpgsql
  immutable
as $$
begin
  if p_params ->> 'limit' !~ '^([1-9][0-9]{0,2}|1000)$' then
    raise exception using errcode = 'LG019', message = 'limit is a number from 1 to 1000';
  end if;
  return coalesce(p_params ->> 'limit', '100')::integer;
end
$$;

comment on function ledger.read_limit(jsonb) is
  'How many rows a page has: the parameter limit, or 100.';
