-- Kind open_account: {"code", "name", "type", "currency", "purpose"?, "user_id"?}. Opens an account
-- of the chain's company; later steps name it as {"$ref": "$.steps.NAME.account_id"}. Output: {"account_id"}.
-- Writes accounts and balances. Undone by closing it.

create or replace function chain.run_open_account(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_params jsonb := p_call.params;
  v_account ledger.accounts;
begin
  v_account := ledger.open_account(
    (p_call.step).company_id, v_params ->> 'code', v_params ->> 'name', v_params ->> 'type',
    v_params ->> 'currency', coalesce(v_params ->> 'purpose', 'general'), v_params ->> 'user_id', null, null,
    false, null, '{}', access.system_principal());
  if v_account.id is null then
    return chain.refusal('LG070', format('Account code is taken: %s', v_params ->> 'code'));
  end if;
  return chain.done(jsonb_build_object('account_id', v_account.id));
exception
  -- All that is wrong with an account that is to be opened.
  when sqlstate 'LG000' then
    return chain.refusal(sqlstate, sqlerrm);
end
$$;

comment on function chain.run_open_account(chain.call) is
  'Kind open_account: opens an account of the chain''s company.';
