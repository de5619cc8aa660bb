-- Body: {"transactions", "metadata"?, "group_name"?, "description"?}. Returns and raises what
-- ledger.create_atomic_transaction does; LG001, LG002 for a field that is not known, in strict mode; ZA003
-- without a company.

create or replace function ledger.serve_create_atomic_transaction(p_call access.call)
  returns jsonb
  language plpgsql
as $$
begin
  if p_call.company_id is null then
    raise exception using errcode = 'ZA003', message = 'Access denied to specified company';
  end if;
  perform ledger.refuse_unknown_fields(
    p_call.company_id, p_call.body, '{transactions,metadata,group_name,description}');
  if jsonb_typeof(p_call.body -> 'group_name') not in ('string', 'null')
    or jsonb_typeof(p_call.body -> 'description') not in ('string', 'null')
  then
    raise exception using
      errcode = 'LG001', message = 'Validation error: Missing or malformed group_name or description';
  end if;
  return ledger.create_atomic_transaction(
    p_call.company_id, p_call.body -> 'transactions',
    coalesce(nullif(p_call.body -> 'metadata', 'null'), '{}'), p_call.body ->> 'group_name',
    p_call.body ->> 'description', (p_call.caller).principal_id, (p_call.caller).request_id,
    (p_call.caller).companies);
end
$$;

comment on function ledger.serve_create_atomic_transaction(access.call) is
  'Serves POST atomic-transactions.';
