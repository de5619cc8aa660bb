-- Roles are the cluster's, not the database's: made once, before anything else. Nobody logs in as any of
-- them; logins are made by the DBA and are granted one. Databases of one cluster may be set up at the same
-- time: the loser finds it made.

do $$
declare
  v_role record;
begin
  for v_role in
    select *
    from (values
      ('holdfast_owner', 'Owns every object of Holdfast. Nobody is its member but the login that migrates.'),
      ('holdfast_api', 'The HTTP service: calls the doors, has no right on tables.'),
      ('holdfast_worker', 'The orchestrator, jobs: execute the ledger''s functions, no right on tables.'),
      ('holdfast_reader', 'Dashboards and auditors: reads views.')) r (name, comment)
    where not exists (select from pg_catalog.pg_roles p where p.rolname = r.name)
  loop
    begin
      execute format('create role %I nologin', v_role.name);
      execute format('comment on role %I is %L', v_role.name, v_role.comment);
    exception
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;
