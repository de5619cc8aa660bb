-- Raises LG002 with all of them, unless the company's validation_strict_mode is off.

create or replace function ledger.refuse_unknown_fields(p_company_id uuid, p_body jsonb, p_known text[])
  returns void
  language plpgsql
  stable
as $$
declare
  v_problems ledger.problem[];
begin
  if not coalesce((
    select l.validation_strict_mode from ledger.posting_limits l where l.company_id = p_company_id), true)
  then
    return;
  end if;
  v_problems := array(
    select row(
      null, null, null, 'LG002', ledger.describe_fault('LG002', u.field, null), u.field,
      ledger.shortened(p_body -> u.field))::ledger.problem
    from ledger.unknown_fields(p_body, p_known) u (field));
  if v_problems <> '{}' then
    raise exception using
      errcode = 'LG002',
      message = 'Validation error: ' || v_problems[1].detail,
      detail = ledger.problems_as_json(v_problems)::text;
  end if;
end
$$;

comment on function ledger.refuse_unknown_fields(uuid, jsonb, text[]) is
  'Private: refuses fields that are not known, where the company is strict.';
