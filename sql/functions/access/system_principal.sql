create or replace function access.system_principal()
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select '00000000-0000-7000-8000-000000000001'::uuid
$$;

comment on function access.system_principal() is
  'The built-in principal of a DBA''s session and of the orchestrator.';
