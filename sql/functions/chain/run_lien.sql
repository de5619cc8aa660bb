-- Kind lien: {"account", "beneficiary", "amount"}. Holds the amount on the account; the beneficiary may spend
-- it inside the chain, and gets it at settlement. Output: {"amount"}.

create or replace function chain.run_lien(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_params jsonb := p_call.params;
  v_account chain.account := chain.find_account(p_call.accounts, v_params -> 'account');
  v_beneficiary chain.account := chain.find_account(p_call.accounts, v_params -> 'beneficiary');
  v_fault text[] := chain.amount_fault_of('amount', v_params -> 'amount', v_account);
  v_amount numeric;
begin
  if v_fault is not null then
    return chain.refusal(v_fault[1], v_fault[2]);
  elsif (v_account.currency, v_account.normal_side) <> (v_beneficiary.currency, v_beneficiary.normal_side)
    or v_account.id = v_beneficiary.id
  then
    return chain.refusal('SG013', format(
      'A lien is in favour of another account in %s of the same side', v_account.currency));
  end if;
  v_amount := round((v_params ->> 'amount')::numeric, v_account.exponent);
  return chain.done(
    jsonb_build_object('amount', v_amount::text),
    p_holds => array[row(null, v_account.id, v_beneficiary.id, v_amount)::chain.hold]);
end
$$;

comment on function chain.run_lien(chain.call) is
  'Kind lien: holds an amount in favour of an account, which may spend it inside the chain.';
