create or replace function audit.record_all(p_acts audit.act[])
  returns void
  language plpgsql
as $$
declare
  v_id uuid := ledger.new_id();
begin
  insert into audit.log (company_id, id, occurred_at, principal_id, action, subject_id, detail)
  select a.company_id, ledger.id_after(v_id, a.nth), audit.clock(), a.principal_id, a.action, a.subject_id,
         coalesce(a.detail, '{}')
  from unnest(p_acts) with ordinality a (company_id, principal_id, action, subject_id, detail, nth);
end
$$;

comment on function audit.record_all(audit.act[]) is 'Private: writes privileged acts to audit.log.';
