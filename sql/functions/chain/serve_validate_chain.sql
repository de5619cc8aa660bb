-- Body: as for starting one. Returns chain.validate_chain. Raises ZA003 (another company than the call's),
-- LG001, LG002, SG040.

create or replace function chain.serve_validate_chain(p_call access.call)
  returns jsonb
  language plpgsql
as $$
begin
  perform access.require_company(
    array[p_call.company_id], ledger.read_uuid(p_call.body ->> 'company_id'));
  return chain.validate_chain(p_call.company_id, p_call.body - 'company_id', (p_call.caller).companies);
end
$$;

comment on function chain.serve_validate_chain(access.call) is
  'Serves POST chains/validate.';
