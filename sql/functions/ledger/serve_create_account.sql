-- Body: {"company_id", "code", "name", "type", "currency", "purpose"?, "user_id"?, "normal_side"?,
-- "floor"?, "metadata"?}. A floor of null means none; without one, a wallet's is 0.
-- Returns ledger.account_as_json. Raises LG001, LG002, ZA003 (another company than the call's), LG017, LG018,
-- LG019, LG020 to LG024 (floor), LG070.

create or replace function ledger.serve_create_account(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_account ledger.accounts;
begin
  perform ledger.require_body(p_call.body, '{"company_id": "string", "code": "string!", "name": "string!",
    "type": "string!", "currency": "string!", "purpose": "string", "user_id": "string",
    "normal_side": "string", "floor": "string", "metadata": "object"}');
  perform access.require_company(
    array[p_call.company_id], ledger.read_uuid(p_call.body ->> 'company_id'));
  v_account := ledger.create_account(
    p_call.company_id, p_call.body ->> 'code', p_call.body ->> 'name', p_call.body ->> 'type',
    p_call.body ->> 'currency', coalesce(p_call.body ->> 'purpose', 'general'), p_call.body ->> 'user_id',
    p_call.body ->> 'normal_side', ledger.read_amount('floor', p_call.body -> 'floor'),
    p_call.body -> 'floor' = 'null', null, coalesce(nullif(p_call.body -> 'metadata', 'null'), '{}'),
    (p_call.caller).principal_id);
  return ledger.account_as_json(v_account);
end
$$;

comment on function ledger.serve_create_account(access.call) is
  'Serves POST accounts.';
