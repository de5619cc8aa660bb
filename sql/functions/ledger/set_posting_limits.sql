-- Null keeps what is there. Raises LG017 for an unknown company, LG019 for a limit that is not above zero.
-- Writes: posting_limits, audit.log.

create or replace function ledger.set_posting_limits(
  p_company_id uuid,
  p_max_transactions_per_group integer default null,
  p_max_amount_per_transaction numeric default null,
  p_enable_rollback boolean default null,
  p_audit_trail_enabled boolean default null,
  p_validation_strict_mode boolean default null,
  p_auto_intercompany boolean default null,
  p_principal_id uuid default access.system_principal()
)
  returns ledger.posting_limits
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_limits ledger.posting_limits;
begin
  if p_max_transactions_per_group <= 0
    or p_max_amount_per_transaction <= 0 or p_max_amount_per_transaction >= 1e30
  then
    raise exception using errcode = 'LG019', message = 'A limit is above zero and below 1e30';
  end if;
  update ledger.posting_limits l
  set max_transactions_per_group = coalesce(p_max_transactions_per_group, l.max_transactions_per_group),
      max_amount_per_transaction = coalesce(p_max_amount_per_transaction, l.max_amount_per_transaction),
      enable_rollback = coalesce(p_enable_rollback, l.enable_rollback),
      audit_trail_enabled = coalesce(p_audit_trail_enabled, l.audit_trail_enabled),
      validation_strict_mode = coalesce(p_validation_strict_mode, l.validation_strict_mode),
      auto_intercompany = coalesce(p_auto_intercompany, l.auto_intercompany)
  where l.company_id = p_company_id
  returning * into v_limits;
  if v_limits.company_id is null then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  end if;
  perform audit.record(p_company_id, p_principal_id, 'ledger.set_posting_limits', p_company_id,
    to_jsonb(v_limits));
  return v_limits;
end
$$;

comment on function ledger.set_posting_limits(
  uuid, integer, numeric, boolean, boolean, boolean, boolean, uuid) is
  'Changes a company''s posting limits; null keeps one.';
