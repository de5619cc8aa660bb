create or replace function access.installation()
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select '00000000-0000-0000-0000-000000000000'::uuid
$$;

comment on function access.installation() is
  'What stands for the whole installation where audit.log has a company.';
