create or replace function access.principal_id(p_name text)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_id uuid := (select p.id from access.principals p where p.name = p_name and p.status = 'active');
begin
  if v_id is null then
    raise exception using
      errcode = 'ZA004', message = format('There is no active principal of that name: %s', p_name);
  end if;
  return v_id;
end
$$;

comment on function access.principal_id(text) is
  'The id of the active principal of that name. Raises ZA004.';
