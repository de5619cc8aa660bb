create or replace function ledger.company_id(p_code text)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid := (select c.id from ledger.companies c where c.code = p_code);
begin
  if v_id is null then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_code);
  end if;
  return v_id;
end
$$;

comment on function ledger.company_id(text) is 'The id of the company with that code. Raises LG017.';
