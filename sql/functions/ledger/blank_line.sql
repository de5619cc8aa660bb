create or replace function ledger.blank_line(p_company_id uuid, p_account_id uuid)
  returns ledger.line
  language sql
  immutable
  parallel safe
as $$
  select row(0, 1, 1, p_company_id, p_account_id, null, 0, 0, null, null)::ledger.line
$$;

comment on function ledger.blank_line(uuid, uuid) is
  'A line that moves nothing: names an account to lock, or to be filled in.';
