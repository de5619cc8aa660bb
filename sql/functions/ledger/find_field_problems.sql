-- What is wrong with the fields of a creation's body beside its transactions. Fields that are not known are
-- faults unless the company's validation_strict_mode is off.

create or replace function ledger.find_field_problems(p_company_id uuid, p_body jsonb)
  returns setof ledger.problem
  language plpgsql
  stable
as $$
begin
  return query
  select null::integer, null::integer, null::integer, f.code, ledger.describe_fault(f.code, f.field, null),
         f.field, ledger.shortened(p_body -> f.field)
  from (
    select 'LG001' as code, 'metadata' as field
    where jsonb_typeof(p_body -> 'metadata') not in ('object', 'null')
    union all
    select 'LG001', 'description' where jsonb_typeof(p_body -> 'description') not in ('string', 'null')
    union all
    select 'LG001', 'group_name'
    where jsonb_typeof(p_body -> 'group_name') not in ('string', 'null')
      or length(p_body ->> 'group_name') > 200
    union all
    select 'LG002', u.field
    from ledger.unknown_fields(p_body, '{transactions,metadata,group_name,description}') u (field)
    where coalesce((
      select l.validation_strict_mode from ledger.posting_limits l where l.company_id = p_company_id), true)
  ) f;
end
$$;

comment on function ledger.find_field_problems(uuid, jsonb) is
  'Private: what is wrong with a creation''s own fields.';
