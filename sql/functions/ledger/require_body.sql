-- Checks a request's body against its fields, as ledger.find_form_faults takes them. Raises LG002 for a field
-- that is not known, LG001 for one that is missing or of another type; all of them as JSON in DETAIL.

create or replace function ledger.require_body(p_body jsonb, p_fields jsonb)
  returns void
  language plpgsql
  stable
as $$
begin
  perform ledger.raise_problems(array(
    select row(
      null, null, null, f.code, ledger.describe_fault(f.code, f.field, null), f.field,
      ledger.shortened(p_body -> f.field))::ledger.problem
    from (
      select 'LG001' as code, 'body' as field
      where jsonb_typeof(p_body) not in ('object', 'null')
      union all
      select * from ledger.find_form_faults(p_body, p_fields)
    ) f));
end
$$;

comment on function ledger.require_body(jsonb, jsonb) is
  'Private: refuses a body whose fields are not those of the operation.';
