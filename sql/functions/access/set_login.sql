-- Says which principal a database login reads as; p_name null: none, and it sees nothing.
-- Raises ZA004 (there is none of that name). Writes: logins, audit.log.

create or replace function access.set_login(
  p_login text,
  p_name text,
  p_principal_id uuid default access.system_principal()
)
  returns void
  language plpgsql
as $$
declare
  v_principal_id uuid := (select p.id from access.principals p where p.name = p_name);
begin
  if p_name is null then
    delete from access.logins l where l.login = p_login;
  elsif v_principal_id is null then
    raise exception using
      errcode = 'ZA004', message = format('There is no principal of that name: %s', p_name);
  else
    insert into access.logins (login, principal_id) values (p_login, v_principal_id)
    on conflict (login) do update set principal_id = excluded.principal_id;
  end if;
  perform audit.record(
    access.installation(), p_principal_id, 'access.set_login', v_principal_id,
    jsonb_build_object('login', p_login, 'name', p_name));
end
$$;

comment on function access.set_login(text, text, uuid) is 'Says which principal a database login reads as.';
