-- Raises the refusal's code, its problems as JSON in DETAIL.

create or replace function ledger.created_or_raise(p_created ledger.created)
  returns jsonb
  language plpgsql
  immutable
as $$
begin
  if p_created.code is not null then
    raise exception using
      errcode = p_created.code,
      message = p_created.body ->> 'detail',
      detail = p_created.body ->> 'errors';
  end if;
  return p_created.body;
end
$$;

comment on function ledger.created_or_raise(ledger.created) is
  'Private: the response to a creation; a refusal is raised.';
