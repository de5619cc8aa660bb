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
  perform audit.record_all(
    array[row(p_company_id, p_principal_id, p_action, p_subject_id, p_detail)::audit.act]);
end
$$;

comment on function audit.record(uuid, uuid, text, uuid, jsonb) is
  'Private: writes a privileged act to audit.log.';
