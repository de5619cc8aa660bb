-- Params: {"id", "account_id"}. Returns chain.virtual_balance, of an account of a company that the caller may
-- use. Raises ZA004, LG011 (an account that the chain may not name).

create or replace function chain.serve_get_virtual_balance(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_shared_chain(p_call);
  v_call access.call := p_call;
begin
  v_call.params := jsonb_build_object('id', p_call.params -> 'account_id');
  return chain.virtual_balance(v_chain.company_id, v_chain.id, (ledger.called_account(v_call)).id);
end
$$;

comment on function chain.serve_get_virtual_balance(access.call) is
  'Serves GET chains/{id}/balances/{account_id}.';
