-- For logins that may not read yoyo's tables: the service asks before it serves.

create or replace function audit.installed_migrations()
  returns setof text
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  return query select m.migration_id::text from yoyo._yoyo_migration m;
end
$$;

comment on function audit.installed_migrations() is 'The names of the migrations that the database has.';
