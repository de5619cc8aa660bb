-- Raises LG019 for what is none.

create or replace function ledger.read_cursor(p_params jsonb, p_name text)
  returns uuid
  language plpgsql
  immutable
as $$
begin
  if p_params ? p_name and ledger.read_uuid(p_params ->> p_name) is null then
    raise exception using errcode = 'LG019', message = format('%s is what the page before says', p_name);
  end if;
  return ledger.read_uuid(p_params ->> p_name);
end
$$;

comment on function ledger.read_cursor(jsonb, text) is
  'Where a page begins: after the row of that id; null for the first.';
