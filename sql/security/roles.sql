-- Roles are the cluster's, not the database's: made once, before anything else. Nobody logs in as any of them; logins are
-- made by the DBA and are granted one. Databases of one cluster may be set up at the same time: the loser finds it made.

do $$
declare
  v_role text;
begin
  foreach v_role in array array['holdfast_owner', 'holdfast_api', 'holdfast_worker', 'holdfast_reader'] loop
    begin
      if not exists (select from pg_catalog.pg_roles where rolname = v_role) then
        execute format('create role %I nologin', v_role);
      end if;
    exception
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;

comment on role holdfast_owner is 'Owns every object of Holdfast. Nobody is its member but the login that migrates.';
comment on role holdfast_api is 'The HTTP service: executes the functions granted to it, has no right on tables.';
comment on role holdfast_worker is 'The orchestrator: executes the functions granted to it, has no right on tables.';
comment on role holdfast_reader is 'Dashboards and auditors: reads views.';
