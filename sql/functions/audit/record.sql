create or replace function audit.record(
  p_company_id uuid,
  p_principal_id uuid,
  p_action text,
  p_subject_id uuid,
  p_detail jsonb
)
  returns void
  language plpgsql
as $$
begin
  insert into audit.log (company_id, id, occurred_at, principal_id, action, subject_id, detail)
  values (
    p_company_id, ledger.new_id(), audit.clock(), p_principal_id, p_action, p_subject_id,
    coalesce(p_detail, '{}'));
end
$$;

comment on function audit.record(uuid, uuid, text, uuid, jsonb) is
  'Private: writes a privileged act to audit.log.';
