-- Body: {"company_id"} and what chain.submit takes. Returns chain.chain_as_json. Raises ZA003 (another
-- company than the call's), and what chain.submit raises.

create or replace function chain.serve_submit_chain(p_call access.call)
  returns jsonb
  language plpgsql
as $$
begin
  perform access.require_company(
    array[p_call.company_id], ledger.read_uuid(p_call.body ->> 'company_id'));
  return chain.chain_as_json(chain.submit(
    p_call.company_id, p_call.body - 'company_id', (p_call.caller).principal_id, (p_call.caller).request_id,
    (p_call.caller).companies));
end
$$;

comment on function chain.serve_submit_chain(access.call) is
  'Serves POST chains.';
