-- Body: {"company_id", "name", "body", "input_schema"?}. Returns chain.definition_as_json. Raises LG001,
-- LG002, ZA003 (another company than the call's), and what chain.define raises.

create or replace function chain.serve_define_chain(p_call access.call)
  returns jsonb
  language plpgsql
as $$
begin
  perform ledger.require_body(p_call.body,
    '{"company_id": "string", "name": "string!", "body": "object!", "input_schema": "object"}');
  perform access.require_company(
    array[p_call.company_id], ledger.read_uuid(p_call.body ->> 'company_id'));
  return chain.definition_as_json(chain.define(
    p_call.company_id, p_call.body ->> 'name', p_call.body -> 'body',
    coalesce(nullif(p_call.body -> 'input_schema', 'null'), '{}'), (p_call.caller).principal_id));
end
$$;

comment on function chain.serve_define_chain(access.call) is
  'Serves POST chain-definitions.';
