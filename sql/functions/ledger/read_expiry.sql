-- Raises LN007.

create or replace function ledger.read_expiry(p_body jsonb)
  returns timestamptz
  language plpgsql
  immutable
as $$
begin
  if p_body ->> 'expires_at' is not null and ledger.read_time(p_body -> 'expires_at') is null then
    raise exception using
      errcode = 'LN007', message = format('The expiry is not a time: %s', p_body ->> 'expires_at');
  end if;
  return ledger.read_time(p_body -> 'expires_at');
end
$$;

comment on function ledger.read_expiry(jsonb) is
  'The time in the field expires_at; null when it is absent.';
