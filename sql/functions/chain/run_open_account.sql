-- Kind open_account: {"code", "name", "type", "currency", "purpose"?, "user_id"?}. Opens an account
-- of the chain's company; later steps name it as {"$ref": "$.steps.NAME.account_id"}. Output: {"account_id"}.
-- Writes accounts and balances. Undone by closing it.

create or replace function chain.run_open_account(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_params jsonb := p_call.params;
  v_company_id uuid := (p_call.step).company_id;
  v_id uuid;
begin
  if exists (
    select from ledger.accounts a where a.company_id = v_company_id and a.code = v_params ->> 'code') then
    return chain.refusal('LG070', format('Account code is taken: %s', v_params ->> 'code'));
  elsif not exists (select from ledger.currencies c where c.code = v_params ->> 'currency') then
    return chain.refusal('LG018', format('Currency not found: %s', v_params ->> 'currency'));
  end if;
  v_id := (ledger.create_account(
    v_company_id, v_params ->> 'code', v_params ->> 'name', v_params ->> 'type', v_params ->> 'currency',
    p_purpose => coalesce(v_params ->> 'purpose', 'general'), p_user_id => v_params ->> 'user_id')).id;
  return chain.done(jsonb_build_object('account_id', v_id));
end
$$;

comment on function chain.run_open_account(chain.call) is
  'Kind open_account: opens an account of the chain''s company.';
