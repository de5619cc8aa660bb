-- Kind release_lien: {"lien", "amount"?}. Gives back what a lien of the chain holds still, named by its step
-- or id, or a part of it. Refused where the beneficiary has spent it and has no funds of its own to take its
-- place. Output: {"amount"}.

create or replace function chain.run_release_lien(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_lien ledger.liens;
  v_account chain.account;
  v_held numeric;
  v_amount numeric;
  v_fault text[];
begin
  select l.* into v_lien from chain.liens_of(p_call, p_call.params -> 'lien') l;
  v_held := v_lien.amount - v_lien.captured - v_lien.released;
  if v_lien.id is null then
    return chain.refusal('LN001', format('The chain has no active lien: %s', p_call.params ->> 'lien'));
  elsif p_call.params ->> 'amount' is null then
    v_amount := v_held;
  else
    v_account := chain.find_account(p_call.accounts, to_jsonb(v_lien.account_id));
    v_fault := chain.amount_fault_of('amount', p_call.params -> 'amount', v_account);
    if v_fault is not null then
      return chain.refusal(v_fault[1], v_fault[2]);
    end if;
    v_amount := (p_call.params ->> 'amount')::numeric;
    if v_amount > v_held then
      return chain.refusal('LN003', format('The lien holds %s, less than %s', v_held, v_amount));
    end if;
  end if;
  return chain.done(
    jsonb_build_object('amount', v_amount::text),
    p_holds => array[row(v_lien.id, v_lien.account_id, v_lien.beneficiary_account_id, v_amount)::chain.hold]);
end
$$;

comment on function chain.run_release_lien(chain.call) is
  'Kind release_lien: gives back what a lien of the chain holds.';
