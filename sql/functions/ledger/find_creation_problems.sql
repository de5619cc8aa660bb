-- What is wrong with the form of a creation, all of it: of its own fields, then of its transactions.

create or replace function ledger.find_creation_problems(p_creation ledger.creation)
  returns setof ledger.problem
  language plpgsql
  stable
as $$
declare
  v_is_strict boolean := coalesce((
    select l.validation_strict_mode from ledger.posting_limits l
    where l.company_id = p_creation.company_id), true);
begin
  return query
  select null::integer, null::integer, null::integer, f.code, ledger.describe_fault(f.code, f.field, null),
         f.field, ledger.shortened(p_creation.body -> f.field)
  from (
    select 'LG001' as code, 'metadata' as field
    where jsonb_typeof(p_creation.body -> 'metadata') not in ('object', 'null')
    union all
    select 'LG001', 'description'
    where jsonb_typeof(p_creation.body -> 'description') not in ('string', 'null')
    union all
    select 'LG001', 'group_name'
    where jsonb_typeof(p_creation.body -> 'group_name') not in ('string', 'null')
      or length(p_creation.body ->> 'group_name') > 200
    union all
    select 'LG002', u.field
    from ledger.unknown_fields(
      p_creation.body, '{transactions,metadata,group_name,description}') u (field)
    where v_is_strict
  ) f
  union all
  select p.*
  from ledger.find_request_problems(
    p_creation.company_id, p_creation.body -> 'transactions', p_creation.caller) p;
end
$$;

comment on function ledger.find_creation_problems(ledger.creation) is
  'Private: everything that is wrong with the form of a creation.';
